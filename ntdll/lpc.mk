# The message ports: channels between processes, and the calls on top of them.
ntdll_lpc_sources = \
	ntdll/channel/lock.c \
	ntdll/channel/spin.c \
	ntdll/channel/ring.c \
	ntdll/channel/slot.c \
	ntdll/channel/bell.c \
	ntdll/channel/queue.c \
	ntdll/channel/channel.c \
	ntdll/channel/pending.c \
	ntdll/channel/kept.c \
	ntdll/nt/port_table.c \
	ntdll/nt/lpc_capture.c \
	ntdll/nt/lpc_port.c \
	ntdll/nt/lpc_view.c \
	ntdll/nt/lpc_connect.c \
	ntdll/nt/lpc_accept.c \
	ntdll/nt/lpc_conversation.c \
	ntdll/nt/lpc_send.c \
	ntdll/nt/lpc_answer.c \
	ntdll/nt/lpc_reply.c \
	ntdll/nt/lpc_arrival.c \
	ntdll/nt/lpc_mail.c \
	ntdll/nt/lpc_receive.c \
	ntdll/nt/lpc_data.c \
	ntdll/nt/alpc_capture.c \
	ntdll/nt/alpc_attributes.c \
	ntdll/nt/alpc_port.c \
	ntdll/nt/alpc_connect.c \
	ntdll/nt/alpc_accept.c \
	ntdll/nt/alpc_send.c \
	ntdll/nt/alpc_receive.c \
	ntdll/nt/alpc_message.c \
	ntdll/nt/alpc_cancel.c \
	ntdll/nt/alpc_sender.c \
	ntdll/nt/alpc_information.c \
	ntdll/nt/alpc_parcel.c \
	ntdll/nt/alpc_view.c
