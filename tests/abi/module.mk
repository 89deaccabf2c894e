# The headers against mingw-w64's and against tables of what Windows has; see check-abi.sh.
abi_tests = \
	tests/abi/check-abi.sh \
	tests/abi/check-headers.sh
dist_check_SCRIPTS += $(abi_tests)
TESTS += $(abi_tests)
EXTRA_DIST += \
	tests/abi/abi-x64.tsv \
	tests/abi/constants.tsv \
	tests/abi/more.tsv \
	tests/abi/order-check.h \
	tests/abi/order-windows-first.c \
	tests/abi/order-windows-last.c \
	tests/abi/own-declarations.c \
	tests/abi/probe.awk
