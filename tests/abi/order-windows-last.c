/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The Windows headers after those of the C library, of POSIX and of C++. */
#ifdef __cplusplus
#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>
#endif
#ifndef __MINGW32__
#include <sys/wait.h>
#include <sys/un.h>
#include <sys/time.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <sys/mman.h>
#include <netinet/in.h>
#include <unistd.h>
#include <poll.h>
#include <signal.h>
#include <semaphore.h>
#include <pthread.h>
#include <fcntl.h>
#endif
#include <errno.h>
#include <time.h>
#include <math.h>
#include <wctype.h>
#include <wchar.h>
#include <string.h>
#include <stdlib.h>
#include <stdio.h>
#include <ntlpcapi.h>
#include <ntrtl.h>
#include <ntstatus.h>
#include <winternl.h>
#include <windows.h>
#include <sddl.h>
#include <aclapi.h>
#include <tchar.h>
#include <strsafe.h>
#include "order-check.h"
