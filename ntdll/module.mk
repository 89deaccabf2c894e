# ntdll
