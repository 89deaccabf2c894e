# What the documents say is true.
docs_tests = \
	tests/docs/test_calls.sh \
	tests/docs/test_readme.sh \
	tests/docs/test_statuses.sh
dist_check_SCRIPTS += $(docs_tests)
TESTS += $(docs_tests)
EXTRA_DIST += \
	docs/architecture.md \
	docs/conformance.md \
	docs/porting.md \
	docs/security.md
