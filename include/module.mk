# What a ported program includes: installed as $(includedir)/nt, which ntcc and ntdll.pc put on the include path.
ntincludedir = $(includedir)/nt
dist_ntinclude_HEADERS = \
	include/nt/AclAPI.h \
	include/nt/NtStatus.h \
	include/nt/Sddl.h \
	include/nt/Strsafe.h \
	include/nt/Tchar.h \
	include/nt/WinBase.h \
	include/nt/WinDef.h \
	include/nt/WinNT.h \
	include/nt/Windows.h \
	include/nt/Winternl.h \
	include/nt/_mingw.h \
	include/nt/basetsd.h \
	include/nt/conio.h \
	include/nt/cstdlib \
	include/nt/direct.h \
	include/nt/fcntl.h \
	include/nt/intrin.h \
	include/nt/io.h \
	include/nt/nt_base.h \
	include/nt/nt_crt_bytes.h \
	include/nt/nt_crt_hide.h \
	include/nt/nt_crt_secure.h \
	include/nt/nt_crt_show.h \
	include/nt/nt_crt_stdio.h \
	include/nt/nt_crt_wide.h \
	include/nt/nt_read_begin.h \
	include/nt/nt_read_end.h \
	include/nt/nt_sal1.h \
	include/nt/nt_sal1_cxx.h \
	include/nt/nt_winternl_hide.h \
	include/nt/nt_winternl_show.h \
	include/nt/ntalpcapi.h \
	include/nt/ntexapi.h \
	include/nt/ntioapi.h \
	include/nt/ntlpcapi.h \
	include/nt/ntlrpc.h \
	include/nt/ntmmapi.h \
	include/nt/ntobapi.h \
	include/nt/ntpebteb.h \
	include/nt/ntpsapi.h \
	include/nt/ntrtl.h \
	include/nt/ntrtldata.h \
	include/nt/ntrtlsecurity.h \
	include/nt/ntrtlsync.h \
	include/nt/ntseapi.h \
	include/nt/ntstatus.h \
	include/nt/nttp.h \
	include/nt/ntzwapi.h \
	include/nt/phnt.h \
	include/nt/phnt_windows.h \
	include/nt/process.h \
	include/nt/stdio.h \
	include/nt/stdlib.h \
	include/nt/string.h \
	include/nt/strsafe.h \
	include/nt/tchar.h \
	include/nt/wchar.h \
	include/nt/wctype.h \
	include/nt/windows.h \
	include/nt/winnt.h \
	include/nt/winternl.h

ntincludebitsdir = $(ntincludedir)/bits
dist_ntincludebits_HEADERS = include/nt/bits/c++config.h
