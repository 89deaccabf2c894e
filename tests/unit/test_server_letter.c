/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Letters, and ports that are left in one word: who alone reads a queue finds its mail in its control memory; what it has not
 * taken is mail again when it is not alone any more; and what it writes there, or says of ports, hurts nobody else.
 */
#include "tests/unit/server_guest.h"
#include "tests/unit/suite.h"

#include "server/access.h"

#include <ntalpcapi.h>
#include <ntobapi.h>
#include <ntpsapi.h>
#include <string.h>

static struct guest server, client, other;
static struct alpc_create_port_reply port;      /* of the server */
static struct totals before;

static void begin(void)
{
    ALPC_PORT_ATTRIBUTES attributes = {.MaxMessageLength = 512};
    struct alpc_create_port_request request = {
        .path = guest_path(0, "\\RPC Control\\letters", OBJ_CASE_INSENSITIVE),
        .attributes = {&attributes, sizeof attributes},
    };

    before = guests_totals();
    CU_ASSERT_TRUE_FATAL(guest_enter(&server, 1000) && guest_attach(&server));
    CU_ASSERT_TRUE_FATAL(guest_enter(&client, 1000));
    CU_ASSERT_TRUE_FATAL(guest_enter(&other, 1000));
    port = (struct alpc_create_port_reply){0};
    CU_ASSERT_EQUAL_FATAL(handle_alpc_create_port(server.session, &request, &port), STATUS_SUCCESS);
}

static void end(void)
{
    struct totals now;

    guest_leave(&server);
    guest_leave(&client);
    guest_leave(&other);
    now = guests_totals();
    CU_ASSERT_EQUAL(now.objects, before.objects);
    CU_ASSERT_EQUAL(now.handles, before.handles);
}

static struct alpc_connect_reply connect_with(uint32_t size)
{
    static uint8_t info[512];
    struct alpc_connect_request request = {
        .path = guest_path(0, "\\RPC Control\\letters", OBJ_CASE_INSENSITIVE), .slot = client.slot,
        .info = {info, size}, .context_level = NO_LEVEL,
    };
    struct alpc_connect_reply reply = {0};

    CU_ASSERT_EQUAL_FATAL(handle_alpc_connect(client.session, &request, &reply), STATUS_SUCCESS);
    return reply;
}

/* The place of the guest's oldest letter; LETTERS: it has none. */
static uint32_t oldest(const struct guest *guest)
{
    const uint64_t *numbers = guest->control->letter_numbers;
    uint32_t found = LETTERS;

    for (uint32_t i = 0; i < LETTERS; i++)
        if (numbers[i] && (found == LETTERS || numbers[i] < numbers[found]))
            found = i;
    return found;
}

/* Takes it as the library does. */
static PORT_MESSAGE take(struct guest *guest, uint32_t id, uint16_t type)
{
    uint32_t place = oldest(guest);
    PORT_MESSAGE message = {0};

    CU_ASSERT_NOT_EQUAL_FATAL(place, LETTERS);
    CU_ASSERT_EQUAL(guest->control->letters[place].port, id);
    memcpy(&message, guest->control->letters[place].message, sizeof message);
    CU_ASSERT_EQUAL((uint16_t)message.u2.s2.Type, type);
    guest->control->letter_numbers[place] = 0;
    return message;
}

static NTSTATUS ask_for_mail(struct guest *guest, uint16_t *type)
{
    struct take_mail_request request = {.port = port.port};
    struct take_mail_reply reply = {0};
    NTSTATUS status = handle_take_mail(guest->session, &request, &reply);

    *type = status ? 0 : (uint16_t)((PORT_MESSAGE *)reply.message.data)->u2.s2.Type;
    return status;
}

static struct accept_port_reply accept(const PORT_MESSAGE *message)
{
    struct accept_port_request request = {
        .listener = port.handle, .message_id = message->MessageId, .accept = true, .slot = server.slot, .complete = true,
    };
    struct accept_port_reply reply = {0};

    CU_ASSERT_EQUAL_FATAL(handle_accept_port(server.session, &request, &reply), STATUS_SUCCESS);
    CU_ASSERT_TRUE(reply.completed);
    return reply;
}

static NTSTATUS leave(struct guest *guest, uint64_t handle, uint32_t id)
{
    struct leave_port_request request = {.handle = handle, .port = id, .slot = guest->slot};

    return handle_leave_port(guest->session, &request, NULL);
}

/* From the connection request to its end nobody asks for mail, and nobody is told anything on the second connection. */
static void one_reader_finds_its_mail(void)
{
    struct alpc_connect_reply connected;
    struct accept_port_reply accepted;
    struct notice notice;
    PORT_MESSAGE message;
    uint16_t type;

    begin();
    connected = connect_with(20);
    CU_ASSERT_EQUAL(ask_for_mail(&server, &type), STATUS_RETRY);
    message = take(&server, port.port, LPC_CONNECTION_REQUEST);
    CU_ASSERT_EQUAL(message.u1.s1.DataLength, 20);
    CU_ASSERT_EQUAL(ask_for_mail(&server, &type), STATUS_NO_MORE_ENTRIES);
    accepted = accept(&message);
    take(&client, connected.port, LPC_INTERNAL_CONNECTION_REPLY);
    CU_ASSERT_EQUAL(leave(&client, connected.handle, connected.port), STATUS_SUCCESS);
    take(&server, port.port, LPC_PORT_CLOSED);
    CU_ASSERT_EQUAL(leave(&server, accepted.handle, accepted.port), STATUS_SUCCESS);
    CU_ASSERT_FALSE(guest_hear(&server, &notice));
    end();
}

/* Who may wait elsewhere hears of it a little later; of a process's death at once. */
static void closing_is_told_later_and_dying_at_once(void)
{
    struct alpc_connect_reply connected;
    struct notice notice = {0};
    PORT_MESSAGE message;

    begin();
    connected = connect_with(0);
    message = take(&server, port.port, LPC_CONNECTION_REQUEST);
    accept(&message);
    CU_ASSERT_EQUAL(leave(&client, connected.handle, connected.port), STATUS_SUCCESS);
    CU_ASSERT_FALSE(guest_hear(&server, &notice));
    while (sessions_tell_soon() >= 0)
        ;
    CU_ASSERT_TRUE(guest_hear(&server, &notice));
    CU_ASSERT_EQUAL(notice.type, NOTICE_PEER_CLOSED);
    take(&server, port.port, LPC_PORT_CLOSED);

    connect_with(0);
    message = take(&server, port.port, LPC_CONNECTION_REQUEST);
    accept(&message);
    guest_leave(&client);
    CU_ASSERT_TRUE(guest_hear(&server, &notice));
    CU_ASSERT_EQUAL(notice.type, NOTICE_PEER_CLOSED);
    take(&server, port.port, LPC_PORT_CLOSED);
    end();
}

static void what_is_given_up_is_no_letter(void)
{
    struct alpc_connect_reply connected;
    uint16_t type;

    begin();
    connected = connect_with(0);
    CU_ASSERT_EQUAL(guest_close(&client, connected.handle), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(handle_detach_port(client.session, &(struct detach_port_request){connected.port, client.slot},
                                       &(struct detach_port_reply){0}), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(oldest(&server), LETTERS);
    CU_ASSERT_EQUAL(ask_for_mail(&server, &type), STATUS_NO_MORE_ENTRIES);
    end();
}

/* Into the other process, which then reads the queue, too. */
static void share_port(void)
{
    struct open_process_request process = {.access = PROCESS_DUP_HANDLE, .pid = (uint32_t)server.session->pid};
    struct open_process_reply opened = {0};
    struct duplicate_object_request duplicate = {
        .source = port.handle, .target_process = (uint64_t)-1, .options = DUPLICATE_SAME_ACCESS, .slot = other.slot,
    };
    struct duplicate_object_reply duplicated = {0};

    CU_ASSERT_EQUAL_FATAL(handle_open_process(other.session, &process, &opened), STATUS_SUCCESS);
    duplicate.source_process = opened.handle;
    CU_ASSERT_EQUAL_FATAL(handle_duplicate_object(other.session, &duplicate, &duplicated), STATUS_SUCCESS);
    CU_ASSERT_EQUAL_FATAL(handle_open_port(other.session, &(struct open_port_request){duplicated.handle},
                                           &(struct open_port_reply){0}), STATUS_SUCCESS);
}

static void letters_are_mail_again_for_a_second_reader(void)
{
    uint32_t changed;
    uint16_t type;

    begin();
    connect_with(0);
    connect_with(0);
    CU_ASSERT_NOT_EQUAL(oldest(&server), LETTERS);
    changed = server.control->handles_changed;
    share_port();
    CU_ASSERT_NOT_EQUAL(server.control->handles_changed, changed);
    CU_ASSERT_EQUAL(oldest(&server), LETTERS);
    CU_ASSERT_EQUAL(ask_for_mail(&other, &type), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(type, LPC_CONNECTION_REQUEST);
    CU_ASSERT_EQUAL(ask_for_mail(&server, &type), STATUS_SUCCESS);
    connect_with(0);
    CU_ASSERT_EQUAL(oldest(&server), LETTERS);
    guest_leave(&server);
    CU_ASSERT_EQUAL(ask_for_mail(&other, &type), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(type, LPC_CONNECTION_REQUEST);
    end();
}

/* More than there is room for; nothing overtakes anything. */
static void what_has_no_room_is_asked_for(void)
{
    PORT_MESSAGE message;
    uint16_t type;
    LONG last = 0;

    begin();
    for (uint32_t i = 0; i < LETTERS + 3; i++)
        connect_with(0);
    CU_ASSERT_EQUAL(server.control->unlettered, 1);
    for (uint32_t i = 0; i < LETTERS; i++) {
        CU_ASSERT_EQUAL(ask_for_mail(&server, &type), STATUS_RETRY);
        message = take(&server, port.port, LPC_CONNECTION_REQUEST);
        CU_ASSERT_TRUE((LONG)message.MessageId > last);
        last = (LONG)message.MessageId;
    }
    connect_with(0);                    /* behind those that wait, though there is room now */
    CU_ASSERT_EQUAL(oldest(&server), LETTERS);
    for (uint32_t i = 0; i < 4; i++)
        CU_ASSERT_EQUAL(ask_for_mail(&server, &type), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(server.control->unlettered, 0);
    connect_with(0);
    CU_ASSERT_NOT_EQUAL(oldest(&server), LETTERS);
    end();
}

static void who_writes_there_deceives_itself(void)
{
    uint16_t type;

    begin();
    connect_with(0);
    memset(server.control->letter_numbers, 0xff, sizeof server.control->letter_numbers);
    memset(server.control->letters, 0xff, sizeof server.control->letters);
    connect_with(0);
    CU_ASSERT_EQUAL(ask_for_mail(&server, &type), STATUS_RETRY);       /* it says that it has not taken the first */
    memset(server.control->letter_numbers, 0, sizeof server.control->letter_numbers);
    CU_ASSERT_EQUAL(ask_for_mail(&server, &type), STATUS_SUCCESS);     /* the second */
    for (uint32_t i = 0; i < 3 * LETTERS; i++) {
        connect_with(i % 500);
        server.control->letter_numbers[i % LETTERS] ^= i;
    }
    share_port();
    guest_leave(&server);
    while (!ask_for_mail(&other, &type))
        CU_ASSERT_EQUAL(type, LPC_CONNECTION_REQUEST);
    end();
}

static void a_port_is_left_once_and_by_its_own_process(void)
{
    struct alpc_connect_reply connected;
    struct accept_port_reply accepted;
    PORT_MESSAGE message;

    begin();
    connected = connect_with(0);
    message = take(&server, port.port, LPC_CONNECTION_REQUEST);
    accepted = accept(&message);
    take(&client, connected.port, LPC_INTERNAL_CONNECTION_REPLY);
    CU_ASSERT_EQUAL(leave(&other, connected.handle, connected.port), STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(leave(&client, connected.handle, accepted.port), STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(leave(&client, 0, connected.port), STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(leave(&server, accepted.handle, connected.port), STATUS_INVALID_PARAMETER);
    CU_ASSERT_EQUAL(oldest(&server), LETTERS);
    CU_ASSERT_EQUAL(leave(&client, connected.handle, connected.port), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(leave(&client, connected.handle, connected.port), STATUS_INVALID_PARAMETER);
    take(&server, port.port, LPC_PORT_CLOSED);
    CU_ASSERT_EQUAL(oldest(&server), LETTERS);
    CU_ASSERT_EQUAL(leave(&server, accepted.handle, accepted.port), STATUS_SUCCESS);
    end();
}

/* One of two handles, and one that is protected: the port stays. */
static void a_port_with_another_handle_stays(void)
{
    struct duplicate_object_request duplicate = {
        .source_process = (uint64_t)-1, .target_process = (uint64_t)-1, .options = DUPLICATE_SAME_ACCESS,
    };
    struct duplicate_object_reply second = {0};
    struct alpc_connect_reply connected;
    PORT_MESSAGE message;
    uint32_t changed;

    begin();
    connected = connect_with(0);
    message = take(&server, port.port, LPC_CONNECTION_REQUEST);
    accept(&message);
    duplicate.source = connected.handle;
    CU_ASSERT_EQUAL(handle_duplicate_object(client.session, &duplicate, &second), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(leave(&client, connected.handle, connected.port), STATUS_SUCCESS);
    CU_ASSERT_EQUAL(oldest(&server), LETTERS);
    changed = client.control->handles_changed;
    handle_set_handle_flags(client.session, &(struct set_handle_flags_request){second.handle, OBJ_PROTECT_CLOSE}, NULL);
    CU_ASSERT_NOT_EQUAL(client.control->handles_changed, changed);
    CU_ASSERT_EQUAL(leave(&client, second.handle, connected.port), STATUS_HANDLE_NOT_CLOSABLE);
    CU_ASSERT_EQUAL(oldest(&server), LETTERS);
    handle_set_handle_flags(client.session, &(struct set_handle_flags_request){second.handle, 0}, NULL);
    CU_ASSERT_EQUAL(leave(&client, second.handle, connected.port), STATUS_SUCCESS);
    take(&server, port.port, LPC_PORT_CLOSED);
    end();
}

int main(void)
{
    static const struct unit_test tests[] = {
        TEST(one_reader_finds_its_mail),
        TEST(closing_is_told_later_and_dying_at_once),
        TEST(what_is_given_up_is_no_letter),
        TEST(letters_are_mail_again_for_a_second_reader),
        TEST(what_has_no_room_is_asked_for),
        TEST(who_writes_there_deceives_itself),
        TEST(a_port_is_left_once_and_by_its_own_process),
        TEST(a_port_with_another_handle_stays),
    };

    guests_begin();
    return RUN_SUITE("letters", tests);
}
