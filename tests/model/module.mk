# Spin's models of it: check-models.sh --long for more messages and threads.
TESTS += tests/model/check-models.sh
dist_check_SCRIPTS += tests/model/check-models.sh
EXTRA_DIST += tests/model/bell.pml tests/model/slot.pml tests/model/close.pml
