# The compiler wrapper, in a tree that is put together for it.
dist_check_SCRIPTS += tests/ntcc/check-ntcc.sh
TESTS += tests/ntcc/check-ntcc.sh
EXTRA_DIST += tests/ntcc/alpc-client.c tests/ntcc/alpc-server.cpp tests/ntcc/own-conversation.c tests/ntcc/token-dump.c \
	tests/ntcc/wide-names.c tests/ntcc/win32-pair.c
