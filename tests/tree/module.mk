# What holds of the sources: layers, headers, exported names.
tree_tests = \
	tests/tree/test_headers.sh \
	tests/tree/test_layers.sh \
	tests/tree/test_symbols.sh
dist_check_SCRIPTS += $(tree_tests)
TESTS += $(tree_tests)
