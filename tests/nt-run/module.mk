# nt-run, with the puppets of tests/process as programs.
TESTS += tests/nt-run/check-nt-run.sh
dist_check_SCRIPTS += tests/nt-run/check-nt-run.sh
EXTRA_DIST += tests/nt-run/stub.c
