/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The main of a program that has wmain. ntcc links every program with the archive that holds this
 * file, and the linker takes it only for a program without a main of its own.
 *
 * wmain has one of the names below: in C++ the compiler makes its parameters part of the name, and
 * nobody writes extern "C" for it, since Microsoft's compiler needs none.
 */
#include <stdio.h>
#include <stdlib.h>

typedef unsigned short wide;
typedef int wide_main(int argc, wide **argv, wide **envp);

extern int ntcrt_start_wmain(int argc, char **argv, char **envp, wide_main *wmain);

extern wide_main wmain __attribute__((weak));
extern wide_main wmain_cxx_0 __asm__("_Z5wmainv") __attribute__((weak));
extern wide_main wmain_cxx_2 __asm__("_Z5wmainiPPw") __attribute__((weak));
extern wide_main wmain_cxx_2_const __asm__("_Z5wmainiPPKw") __attribute__((weak));
extern wide_main wmain_cxx_3 __asm__("_Z5wmainiPPwS0_") __attribute__((weak));
extern wide_main wmain_cxx_3_const __asm__("_Z5wmainiPPKwS1_") __attribute__((weak));

int main(int argc, char **argv, char **envp)
{
    wide_main *const candidates[] = {
        wmain, wmain_cxx_0, wmain_cxx_2, wmain_cxx_2_const, wmain_cxx_3, wmain_cxx_3_const,
    };

    for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++)
        if (candidates[i])
            return ntcrt_start_wmain(argc, argv, envp, candidates[i]);
    fprintf(stderr, "%s: linked without main and without wmain\n", argv[0]);
    return EXIT_FAILURE;
}
