#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# ntcc and nt++: whatever ported programs trip over, with each compiler that is there. They run from
# a tree that is put together in a temporary folder, which shows that an installed tree can be moved
# as well.
#
# Environment: top_srcdir, top_builddir. Ends with "N passed, N failed".

set -u
: "${top_srcdir:=.}" "${top_builddir:=.}"
top_srcdir=$(cd "$top_srcdir" && pwd)
built=$(cd "$top_builddir" && pwd)
configured=${CC:-gcc}
unset NTCC_CC NTCC_CXX CC CXX || true

tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0

# --- The tree
wrapper=$built/tools/ntcc/ntcc
[ -f "$wrapper" ] || { echo "no $wrapper"; exit 99; }
library=$(find "$built" -path "*/.libs/libntdll.so" | head -n 1)
[ "$library" ] || { echo "no libntdll.so in $built"; exit 99; }
setting() {
    sed -n "s/^$1=//p" "$wrapper"
}
place() {
    echo "$1$(setting "$2" | sed "s|^$(setting prefix)||")"
}
install_to() {
    mkdir -p "$(place "$1" bindir)" "$(place "$1" libdir)/ntport" "$(place "$1" includedir)"
    cp "$built/tools/ntcc/ntcc" "$built/tools/ntcc/nt++" "$(place "$1" bindir)"
    cp -r "$top_srcdir/include/nt" "$(place "$1" includedir)"
    cp "$top_srcdir"/tools/ntcc/*.awk "$top_srcdir/tools/ntcc/wide-symbols" "$top_srcdir/tools/ntcc/cxx-wide.map" \
        "$built/tools/ntcc/libntmain.a" "$(place "$1" libdir)/ntport"
    cp -P "${library%/*}"/libntdll.so* "$built"/ntwin32/.libs/libntwin32.so* "$(place "$1" libdir)"
}
tree="$tmp/a tree"
install_to "$tree"
PATH=$(place "$tree" bindir):$PATH
mkdir "$tmp/work" "$tmp/tmp"
export TMPDIR="$tmp/tmp"
cd "$tmp/work" || exit 99

# --- How a test is written: check NAME COMMAND..., which succeeds without a word unless the test
# says otherwise
ok() {
    passed=$((passed + 1))
}
not_ok() {
    failed=$((failed + 1))
    echo "not ok $1${2:+ ($2)}"
    head -n 8 log 2> /dev/null | sed 's/^/# /'
}
# Two processes, an object server of their own, on a socket that nobody has used.
talk() {
    NTPORT_SERVER="$tmp/talk.socket" NTPORT_SERVER_BINARY="$built/server/ntserver"
    export NTPORT_SERVER NTPORT_SERVER_BINARY
    said=$(timeout 60 ./talk | tr '\n' ';')
    "$built/server/ntserver" -k
    unset NTPORT_SERVER NTPORT_SERVER_BINARY
    [ "$said" = 'datagram;question;answer, at most 104 bytes;closed;' ]
}
# The same for a program of Win32 names: a server that ends when its client has gone.
pair() {
    NTPORT_SERVER="$tmp/pair.socket" NTPORT_SERVER_BINARY="$built/server/ntserver"
    export NTPORT_SERVER NTPORT_SERVER_BINARY
    timeout 60 ./pair server > pair.log &
    server=$!
    said=$(timeout 60 ./pair client | tr '\n' ';')
    wait $server
    said="$said$(tr '\n' ';' < pair.log)"
    "$built/server/ntserver" -k
    unset NTPORT_SERVER NTPORT_SERVER_BINARY
    [ "$said" = "client: last answer 40;client: last answer 240;client: last answer 440;\
server: 60 questions, sum 6630, code 0;" ]
}
# The user's SID follows from the uid; the event is for Everyone, whom the second thread does not belong to.
token_dump() {
    NTPORT_SERVER="$tmp/dump.socket" NTPORT_SERVER_BINARY="$built/server/ntserver"
    export NTPORT_SERVER NTPORT_SERVER_BINARY
    timeout 60 ./dump > dump.log
    code=$?
    "$built/server/ntserver" -k
    unset NTPORT_SERVER NTPORT_SERVER_BINARY
    uid=$(id -u)
    user=S-1-22-1-$uid
    [ "$uid" != 0 ] || user=S-1-5-18
    [ $code = 0 ] && grep -q "^user $user " dump.log && grep -q "^group S-1-22-2-$(id -g)" dump.log &&
        grep -q '^group S-1-1-0 .*Everyone' dump.log && grep -q '^label S-1-16-' dump.log &&
        grep -q '^privilege SeChangeNotifyPrivilege on' dump.log &&
        [ "$(tail -5 dump.log | tr '\n' ';')" = 'switched 1;missing 0;member 1;as itself 0;with less 5;' ]
}
# A server in C++ and two clients in C, over ALPC.
alpc_pair() {
    NTPORT_SERVER="$tmp/alpc.socket" NTPORT_SERVER_BINARY="$built/server/ntserver"
    export NTPORT_SERVER NTPORT_SERVER_BINARY
    timeout 60 ./alpc-server 2 > alpc.log &
    server=$!
    said=$(timeout 60 ./alpc-client grün | tr '\n' ';'; timeout 60 ./alpc-client abc | tr '\n' ';')
    wait $server
    said="$said$(tr '\n' ';' < alpc.log)"
    "$built/server/ntserver" -k
    unset NTPORT_SERVER NTPORT_SERVER_BINARY
    rest='client: sum 32768;client: event set;client: type 0002'
    [ "$said" = "client: nürg;$rest later;client: 0x00000000;client: cba;$rest later;client: 0x00000000;\
server: 6 requests, the last text was \"later\";" ]
}
check() {
    what=$1
    shift
    "$@" > log 2>&1
    status=$?
    if [ "$status" = 0 ] && [ ! -s log ]; then ok; else not_ok "$what" "$* gave $status"; fi
}
# prints NAME EXPECTED COMMAND...
prints() {
    what=$1 expected=$2
    shift 2
    "$@" > log 2>&1
    if [ "$(cat log)" = "$expected" ]; then ok; else not_ok "$what" "expected $expected"; fi
}
# refuses NAME PATTERN COMMAND...: fails, and says something that has PATTERN
refuses() {
    what=$1 pattern=$2
    shift 2
    if "$@" > log 2>&1; then
        not_ok "$what" "$* succeeded"
    elif grep -q -e "$pattern" log; then
        ok
    else
        not_ok "$what" "does not say $pattern"
    fi
}
is_true() {
    what=$1
    shift
    : > log
    if "$@" > /dev/null 2>&1; then ok; else not_ok "$what" "$*"; fi
}
isnt() {
    ! "$@"
}

# --- Sources
cat > hello.c << 'END'
#include <windows.h>
#include <winternl.h>
#include <stdio.h>
int main(void)
{
    UNICODE_STRING name;

    RtlInitUnicodeString(&name, L"four");
    return printf("%d %d %ls\n", (int)sizeof(WCHAR), name.Length, name.Buffer) < 0;
}
END
cat > wide.c << 'END'
#include <windows.h>
#include <stdio.h>
int wmain(int argc, wchar_t *argv[])
{
    return printf("%d %ls %d\n", argc, argv[1], (int)sizeof(TCHAR)) < 0;
}
END
sed 's/(int argc, wchar_t \*argv\[\])/(int argc, wchar_t **argv, wchar_t **envp)/; s/return/return !envp +/' wide.c > wide3.cpp
cp wide.c wide2.cpp
printf '#include <stdio.h>\nint wmain() { return puts("none") < 0; }\n' > wide0.cpp
echo 'int not_main(void) { return 0; }' > nomain.c

mkdir -p project/Include/Sub 'project/src'
cat > project/src/main.c << 'END'
#include <Windows.h>
#include "..\include\SUB\first.h"
#include "..\include\common.H"
#include "Beside.h"
#include <stdio.h>
int main(void) { return printf("%d %d %d %d\n", FIRST, SECOND, COMMON, BESIDE) < 0; }
END
printf '#pragma once\r\n#include "..\\Second.h"\r\n#define FIRST 1\r\n' > project/Include/Sub/First.h
echo '#define SECOND 2' > project/Include/second.h
echo '#define COMMON 3' > project/Include/Common.h
echo '#define BESIDE 4' > project/src/beside.h

cat > foreign.c << 'END'
#include <wchar.h>
int wcscasecmp(const wchar_t *a, const wchar_t *b);
int main(void)
{
    return wcscasecmp(L"a", L"b") > 0;
}
END
cat > declares.c << 'END'
#include <stddef.h>
size_t wcslen(const wchar_t *s);
int main(int argc, char **argv)
{
    return (int)wcslen(argc > 1 ? (const wchar_t *)argv[1] : L"a");
}
END
cat > own.c << 'END'
#include <windows.h>
#include <winternl.h>
#if 0
typedef struct _OBJECT_NAME_INFORMATION { int never; } OBJECT_NAME_INFORMATION;
#endif
typedef struct _CLIENT_ID
{
    HANDLE UniqueProcess;
    HANDLE UniqueThread;
} CLIENT_ID, *PCLIENT_ID;
typedef enum { ThreadBasicInformation, ThreadTimes } MY_CLASS;
typedef struct _OBJECT_BASIC_INFORMATION { ULONG Attributes; ULONG Mine; } OBJECT_BASIC_INFORMATION;
int main(void)
{
    OBJECT_NAME_INFORMATION theirs = { { 0, 0, NULL } };
    OBJECT_BASIC_INFORMATION mine = { 0, 0 };
    return theirs.Name.Length + (int)mine.Mine + ThreadBasicInformation;
}
END
cat > sal.cpp << 'END'
#include <windows.h>
#include <vector>
#include <string>
static int use(__in int a, __out_opt int *b, __reserved void *c, __in_ecount_opt(a) int *d) { return a && (b || c || d); }
int main() { LPWSTR text = L"a literal"; return use(0, 0, 0, 0) + (text == 0) + (int)std::vector<int>().size(); }
END
cat > wstring.cpp << 'END'
#include <windows.h>
#include <algorithm>
#include <map>
#include <string>
#include <vector>
#include <cstdio>
int main()
{
    std::wstring a(L"abc"), b = a + L"def";
    std::map<std::wstring, int> m;
    b.append(20, L'x').insert(1, L"--");
    m[b] = 5;
    std::vector<std::wstring> v{b, a, L"aa"};
    std::sort(v.begin(), v.end());
    printf("%ls %zu %zu %d %ls\n", b.c_str(), b.size(), b.find(L"def"), m[b], v[0].c_str());
    return 0;
}
END
printf '#include <iostream>\nint main() { std::wcout << L"x" << std::endl; return 0; }\n' > wcout.cpp

# The sanitizers of gcc and clang do not mix in one process.
compilers='gcc clang' sanitized=
if [ "$(setting sanitize)" != "''" ]; then
    compilers=${configured%% *} sanitized=yes
fi
for compiler in $compilers; do
    command -v $compiler > /dev/null || continue
    case $compiler in
    gcc) export NTCC_CC=gcc NTCC_CXX=g++ ;;
    clang) export NTCC_CC=clang NTCC_CXX=clang++ ;;
    esac
    command -v "$NTCC_CXX" > /dev/null || continue
    before=$passed

    # --- A program
    check 'a program compiles' ntcc -Wall -Wextra hello.c -o hello
    prints 'it runs' '2 8 four' ./hello
    is_true 'it is linked to libntdll' sh -c 'readelf -d hello | grep -q "NEEDED.*libntdll"'
    is_true 'it finds the library where ntcc is' sh -c "readelf -d hello | grep -q 'PATH.*\[$(place "$tree" libdir)\]'"
    check 'compiled and linked apart' sh -c 'ntcc -c hello.c -o h.o && ntcc h.o -o hello2 && ./hello2 > /dev/null'
    check 'several sources' sh -c 'echo "int f(void) { return 3; }" > f.c; echo "int f(void); int main(void) { return f() - 3; }" > g.c
        ntcc f.c g.c -o fg && ./fg'
    check 'a shared object' sh -c 'ntcc -shared -fPIC f.c -o libf.so && ntcc g.c -L. -lf -Wl,-rpath,. -o g && ./g'
    is_true 'preprocessing only' sh -c 'ntcc -E hello.c | grep -q RtlInitUnicodeString'
    is_true 'dependencies only' sh -c 'ntcc -M hello.c | grep -q winternl.h'
    check 'the name of the result is a.out' sh -c 'rm -f a.out; ntcc hello.c && test -x a.out'
    refuses 'an error stays an error' 'error' ntcc -DRtlInitUnicodeString=-- hello.c -o hello3
    check 'arguments keep their spaces and quotes' sh -c 'mkdir -p "a b"; cp hello.c "a b/it'\''s.c"
        ntcc -DTEXT_OF_IT="\"a '\''b'\'' c\"" "a b/it'\''s.c" -o "a b/out" && "a b/out" > /dev/null'
    check 'options of mingw-w64 are absorbed' ntcc -municode -mconsole -mwindows -static -Wl,--subsystem,console hello.c \
        -lntdll -lkernel32 -l advapi32 Kernel32.lib -o hello4
    check 'CC=ntcc does not run in circles' env -u NTCC_CC CC=ntcc ntcc -c hello.c -o h.o
    is_true 'without an input it is the compiler' sh -c 'ntcc --version | grep -qi "gcc\|clang\|Free Software"'

    # --- Win32 names
    is_true 'a program without them is not linked to libntwin32' isnt sh -c 'readelf -d hello4 | grep -q libntwin32'
    check 'a pair of programs of Win32 names' ntcc -Wall -O2 "$top_srcdir/tests/ntcc/win32-pair.c" -o pair -lkernel32
    is_true 'is linked to libntwin32' sh -c 'readelf -d pair | grep -q "NEEDED.*libntwin32"'
    is_true 'and two processes talk' pair

    check 'a program that shows and uses its token' ntcc -Wall -O2 "$top_srcdir/tests/ntcc/token-dump.c" -o dump -ladvapi32
    is_true 'is who the uid says, and less when it acts as less' token_dump

    # --- ALPC, as Windows programs use it
    check 'an ALPC server in C++ with wmain, by the names of phnt' nt++ -Wall -O2 \
        "$top_srcdir/tests/ntcc/alpc-server.cpp" -o alpc-server
    check 'an ALPC client in C that fetches its calls by name' ntcc -Wall -O2 "$top_srcdir/tests/ntcc/alpc-client.c" \
        -o alpc-client
    is_true 'and they talk' alpc_pair

    # --- wmain
    check 'wmain in C' ntcc wide.c -o wide
    prints 'its arguments are UTF-16, and UNICODE is on' '2 grün 2' ./wide grün
    check 'wmain without UNICODE' ntcc -mno-unicode wide.c -o wide
    prints 'TCHAR is char then' '2 x 1' ./wide x
    check 'wmain in C++' nt++ wide2.cpp -o wide
    prints 'with two parameters' '2 x 2' ./wide x
    check 'wmain in C++' nt++ wide3.cpp -o wide
    prints 'with three parameters' '2 x 2' ./wide x
    check 'wmain in C++' nt++ wide0.cpp -o wide
    prints 'with none' none ./wide
    refuses 'neither main nor wmain' 'neither main nor wmain' ntcc nomain.c -o nomain
    is_true 'and nothing is left of it' test ! -e nomain

    # --- Includes
    check 'backslashes and capitals in #include' ntcc -Wall project/src/main.c -o includes
    prints 'each finds its file' '1 2 3 4' ./includes
    check 'with dependencies' ntcc -MD -MF main.d -c project/src/main.c -o main.o
    is_true 'which name the real headers' grep -q Include/Sub/First.h main.d
    is_true 'and no temporary ones' isnt grep -q "$tmp/tmp" main.d
    check 'and their own file name' sh -c 'rm -f main.d; ntcc -MMD -c project/src/main.c && test -f main.d'

    # --- Wide characters
    check 'every wide name is bound' ntcc -Wall -O2 "$top_srcdir/tests/ntcc/wide-names.c" -o names
    prints 'and does what it should' 'wide and bytes' ./names
    check 'also with _FORTIFY_SOURCE' ntcc -O2 -D_FORTIFY_SOURCE=2 "$top_srcdir/tests/ntcc/wide-names.c" -o names
    refuses 'a wide function of glibc, from a source' 'foreign.c:2.*wcscasecmp.*_wcsicmp' ntcc foreign.c -o foreign
    is_true 'and nothing is left of it' test ! -e foreign
    ntcc -c foreign.c -o foreign.o
    refuses 'from an object' '^ntcc: foreign.o: wcscasecmp' ntcc foreign.o -o foreign
    rm -f libforeign.a
    ar rc libforeign.a foreign.o
    refuses 'from an archive' 'libforeign.a:foreign.o: wcscasecmp' ntcc libforeign.a -o foreign
    refuses 'one that libntdll has, declared by hand' 'declares.c:2.*wcslen.*include <wchar.h>' ntcc declares.c -o foreign
    check 'unless it is allowed' ntcc --nt-allow-wide=wcscasecmp foreign.c -o foreign
    refuses 'in a shared object' 'wcscasecmp' ntcc -shared -fPIC foreign.c -o libforeign.so
    for level in -O0 -O2; do
        check "std::wstring at $level" nt++ $level wstring.cpp -o wstring
        prints 'it has 2-byte characters' 'a--bcdefxxxxxxxxxxxxxxxxxxxx 28 5 5 a--bcdefxxxxxxxxxxxxxxxxxxxx' ./wstring
    done
    is_true 'and keeps it for itself' sh -c '! nm -D --defined-only wstring | grep basic_stringIw'
    refuses 'wide C++ streams' 'wcout' nt++ wcout.cpp -o wcout

    # --- What programs declare themselves, and annotations
    check 'types of winternl.h of its own' ntcc -Wall own.c -o own
    check 'its own declarations' ntcc -Wall -Wextra -c "$top_srcdir/tests/abi/own-declarations.c" -o own.o
    check 'a conversation by them' ntcc -Wall -Wextra -O2 "$top_srcdir/tests/ntcc/own-conversation.c" -o talk
    is_true 'which two processes hold' talk
    check 'annotations and literals in C++' nt++ -Wall sal.cpp -o sal

    is_true 'no temporary file is left' test -z "$(ls "$tmp/tmp")"
    echo "$compiler: $((passed - before)) passed"
done

# --- The tree moves
mv "$tree" "$tmp/elsewhere"
PATH=$(place "$tmp/elsewhere" bindir):$PATH
unset NTCC_CC NTCC_CXX
check 'a moved tree compiles' ntcc hello.c -o moved
prints 'and its programs run' '2 8 four' ./moved

# --- pkg-config
cat > win32.c << 'END'
#include <windows.h>
#include <stdio.h>
int main(void)
{
    return printf("%d\n", CloseHandle(NULL) || GetLastError() != ERROR_INVALID_HANDLE) < 0;
}
END
if [ -z "$sanitized" ] && command -v pkg-config > /dev/null && [ -f "$built/ntdll.pc" ]; then
    prefix=$tmp/elsewhere
    flags=$(PKG_CONFIG_PATH=$built pkg-config --define-variable=prefix="$prefix" --cflags --libs ntdll)
    check 'the flags of pkg-config are enough' sh -c "gcc hello.c $flags -o packaged"
    prints 'and the program runs' '2 8 four' ./packaged
    flags=$(PKG_CONFIG_PATH=$built pkg-config --define-variable=prefix="$prefix" --cflags --libs ntwin32)
    check 'those of Win32 names as well' sh -c "gcc win32.c $flags -o packaged"
    prints 'which runs' 0 ./packaged
fi

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
