# What holds of the sources: layers, headers, exported names, what is packed.
tree_tests = \
	tests/tree/test_dist.sh \
	tests/tree/test_headers.sh \
	tests/tree/test_layers.sh \
	tests/tree/test_symbols.sh
dist_check_SCRIPTS += $(tree_tests)
TESTS += $(tree_tests)

.PHONY: list-dist
list-dist:
	@printf '%s\n' $(DISTFILES) | $(SED) 's|^$(top_srcdir)/||'
