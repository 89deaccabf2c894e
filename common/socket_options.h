/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Socket options that older headers lack. */
#pragma once

#define SO_PEERPIDFD_NUMBER  77         /* Linux 6.5: a pidfd of who is connected */
#define SO_PASSRIGHTS_NUMBER 83         /* Linux 6.16: 0: no descriptors can be sent to it */
