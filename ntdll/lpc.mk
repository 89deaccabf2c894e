# The message ports: channels between processes, and the calls on top of them.
ntdll_lpc_sources = \
	ntdll/channel/lock.c ntdll/channel/lock.h \
	ntdll/channel/spin.c ntdll/channel/spin.h \
	ntdll/channel/ring.c ntdll/channel/ring.h \
	ntdll/channel/slot.c ntdll/channel/slot.h \
	ntdll/channel/bell.c \
	ntdll/channel/queue.c ntdll/channel/queue.h \
	ntdll/channel/foreign.c ntdll/channel/foreign.h \
	ntdll/channel/channel.c ntdll/channel/channel.h \
	ntdll/channel/context.c ntdll/channel/context.h \
	ntdll/channel/pending.c ntdll/channel/pending.h \
	ntdll/channel/kept.c ntdll/channel/kept.h \
	ntdll/channel/life.c ntdll/channel/life.h \
	ntdll/channel/alive.c ntdll/channel/alive.h \
	ntdll/nt/port/port.h ntdll/nt/port/port_private.h \
	ntdll/nt/port/port_channel.c \
	ntdll/nt/port/port_memory.c ntdll/nt/port/port_memory.h \
	ntdll/nt/port/port_notice.c \
	ntdll/nt/port/port_table.c ntdll/nt/port/port_table.h \
	ntdll/nt/port/port_view.c \
	ntdll/nt/lpc/lpc.h \
	ntdll/nt/lpc/capture.c \
	ntdll/nt/lpc/port.c \
	ntdll/nt/lpc/view.c \
	ntdll/nt/lpc/connect.c \
	ntdll/nt/lpc/accept.c \
	ntdll/nt/lpc/conversation.c \
	ntdll/nt/lpc/impersonate.c \
	ntdll/nt/lpc/send.c \
	ntdll/nt/lpc/answer.c \
	ntdll/nt/lpc/reply.c \
	ntdll/nt/lpc/arrival.c \
	ntdll/nt/lpc/shared.c \
	ntdll/nt/lpc/mail.c \
	ntdll/nt/lpc/receive.c \
	ntdll/nt/lpc/data.c \
	ntdll/nt/alpc/alpc.h \
	ntdll/nt/alpc/capture.c \
	ntdll/nt/alpc/attributes.c \
	ntdll/nt/alpc/port.c \
	ntdll/nt/alpc/connect.c \
	ntdll/nt/alpc/accept.c \
	ntdll/nt/alpc/send.c \
	ntdll/nt/alpc/receive.c \
	ntdll/nt/alpc/message.c \
	ntdll/nt/alpc/cancel.c \
	ntdll/nt/alpc/security.c \
	ntdll/nt/alpc/sender.c \
	ntdll/nt/alpc/information.c \
	ntdll/nt/alpc/completion.c \
	ntdll/nt/alpc/completion_list.c ntdll/nt/alpc/completion_list.h \
	ntdll/nt/alpc/parcel.c \
	ntdll/nt/alpc/view.c \
	ntdll/nt/alpc/reserve.c \
	ntdll/nt/alpc/pool.c ntdll/nt/alpc/pool.h \
	ntdll/nt/alpc/tp_alpc.c
