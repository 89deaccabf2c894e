#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Handles of Windows programs that outlive who had them first.
. "${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}/tests/wine/lib.sh"

prefix_make
start heirs exe heirs '\RPC Control\heirs'
finish heirs || bad "the program ends well" heirs
judge heirs heirs
count_and_end
