# The demo is compiled by the installed ntcc (./quickstart demo), as any ported program would be.
EXTRA_DIST += demo/lpc_client.c demo/lpc_demo.h demo/lpc_server.c \
	demo/alpc-client.c demo/alpc-demo.h demo/alpc-server.c
