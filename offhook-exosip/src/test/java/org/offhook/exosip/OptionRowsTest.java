package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.offhook.exosip.ExosipOption.ADD_ACCOUNT_INFO;
import static org.offhook.exosip.ExosipOption.ADD_DNS_CACHE;
import static org.offhook.exosip.ExosipOption.AUTO_MASQUERADE_CONTACT;
import static org.offhook.exosip.ExosipOption.ENABLE_OUTBOUND;
import static org.offhook.exosip.ExosipOption.ENABLE_USE_EPHEMERAL_PORT;
import static org.offhook.exosip.ExosipOption.REGISTER_WITH_DATE;
import static org.offhook.exosip.ExosipOption.REMOVE_PREROUTESET;
import static org.offhook.exosip.ExosipOption.SET_CONTACT_DIALOG_EXTRA_PARAMS;
import static org.offhook.exosip.ExosipOption.SET_DEFAULT_CONTACT_DISPLAYNAME;
import static org.offhook.exosip.ExosipOption.SET_HEADER_USER_AGENT;
import static org.offhook.exosip.ExosipOption.SET_SIP_INSTANCE;
import static org.offhook.exosip.ExosipOption.USE_RPORT;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.offhook.message.SipRequest;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Options that show in one request: set before listening, and afterwards. */
@ExtendWith(SimWorldExtension.class)
class OptionRowsTest {

  private static final String ALICE = "sip:alice@home.example";
  private static final String BOB = "sip:bob@10.0.0.2";
  private static final String DATE =
      "~[A-Z][a-z]{2}, \\d{2} [A-Z][a-z]{2} \\d{4} \\d{2}:\\d{2}:\\d{2} GMT";
  private static final String UUID = "F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6";

  /** What is set, what is done, and the row of the first request with what it has and has not. */
  record Row(Consumer<Exosip> set, String method, String target, String row, List<String> found) {}

  private static final List<Arguments> ROWS = new ArrayList<>();

  private static void row(
      String name, Consumer<Exosip> set, String method, String row, String... found) {
    to(name, set, method, BOB, new String[] {row}, found);
  }

  private static void to(
      String name,
      Consumer<Exosip> set,
      String method,
      String target,
      String[] row,
      String... found) {
    for (boolean before : new boolean[] {true, false}) {
      ROWS.add(
          Arguments.of(
              Named.of(
                  name + (before ? ", then listening" : ", while listening"),
                  new Row(set, method, target, row[0], List.of(found))),
              before));
    }
  }

  static Stream<Arguments> rows() {
    ROWS.clear();
    rowsOfRequests();
    rowsOfContacts();
    rowsOfWays();
    return ROWS.stream();
  }

  private static void rowsOfRequests() {
    row("7 on", on -> on.setOption(USE_RPORT, 1), "MESSAGE", "Via", ";rport");
    row("7 off", on -> on.setOption(USE_RPORT, 0), "MESSAGE", "Via", "!rport");
    row("16 on", on -> on.setOption(REGISTER_WITH_DATE, 1), "REGISTER", "Date", DATE);
    row("16 on, no REGISTER", on -> on.setOption(REGISTER_WITH_DATE, 1), "MESSAGE", "Date");
    row(
        "16 off",
        on -> {
          on.setOption(REGISTER_WITH_DATE, 1);
          on.setOption(REGISTER_WITH_DATE, 0);
        },
        "REGISTER",
        "Date");
    row(
        "17",
        on -> on.setOption(SET_HEADER_USER_AGENT, "Phone/1.0"),
        "MESSAGE",
        "User-Agent",
        "Phone/1.0");
    row(
        "17 empty",
        on -> {
          on.setUserAgent("Phone/1.0");
          on.setOption(SET_HEADER_USER_AGENT, "");
        },
        "MESSAGE",
        "User-Agent",
        "Offhook");
  }

  private static void rowsOfContacts() {
    row("24 on", on -> on.setOption(ENABLE_OUTBOUND, 1), "INVITE", "Contact", ";ob");
    row("24 off", on -> on.setOption(ENABLE_OUTBOUND, 0), "INVITE", "Contact", "!;ob");
    row(
        "28",
        on -> on.setOption(SET_SIP_INSTANCE, UUID),
        "REGISTER",
        "Contact",
        "+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"");
    row(
        "28 empty",
        on -> {
          on.setOption(SET_SIP_INSTANCE, UUID);
          on.setOption(SET_SIP_INSTANCE, "");
        },
        "INVITE",
        "Contact",
        "!sip.instance");
    row(
        "31",
        on -> on.setOption(SET_DEFAULT_CONTACT_DISPLAYNAME, "Desk 7"),
        "INVITE",
        "Contact",
        "\"Desk 7\" <sip:");
    row(
        "34",
        on -> on.setOption(SET_CONTACT_DIALOG_EXTRA_PARAMS, "a=b;c"),
        "INVITE",
        "Contact",
        ">;a=b;c");
    row(
        "28, 31 and 34",
        on -> {
          on.setOption(SET_SIP_INSTANCE, UUID);
          on.setOption(SET_DEFAULT_CONTACT_DISPLAYNAME, "Desk");
          on.setOption(SET_CONTACT_DIALOG_EXTRA_PARAMS, "a=b");
        },
        "INVITE",
        "Contact",
        "Desk",
        ";a=b",
        "+sip.instance");
  }

  private static void rowsOfWays() {
    row(
        "13",
        on -> on.setOption(ADD_ACCOUNT_INFO, "home.example", "203.0.113.7", 5080),
        "INVITE",
        "Contact",
        "@203.0.113.7:5080");
    row(
        "13 of another domain",
        on -> on.setOption(ADD_ACCOUNT_INFO, "other.example", "203.0.113.7", 5080),
        "INVITE",
        "Contact",
        "!203.0.113.7");
    row(
        "13 and 2 do not forget the fixed address",
        on -> {
          on.masqueradeContact("203.0.113.8", 5090);
          on.masqueradeContact("203.0.113.9", 0);
          on.setOption(ADD_ACCOUNT_INFO, "other.example", "203.0.113.7", 5080);
          on.setOption(AUTO_MASQUERADE_CONTACT, 0);
        },
        "INVITE",
        "Contact",
        "@203.0.113.9:5090");
    row(
        "masquerade and back",
        on -> {
          on.masqueradeContact("203.0.113.8", 5090);
          on.masqueradeContact(null, 0);
        },
        "INVITE",
        "Contact",
        "@10.0.0.1:5060");
    row("27 on", on -> on.setOption(REMOVE_PREROUTESET, 1), "routed", "Route");
    row(
        "27 off",
        on -> on.setOption(REMOVE_PREROUTESET, 0),
        "routed",
        "Route",
        "<sip:10.0.0.2;lr>");
    var tcp = new String[] {"Contact"};
    to(
        "22 on",
        on -> on.setOption(ENABLE_USE_EPHEMERAL_PORT, 1),
        "INVITE",
        BOB + ";transport=tcp",
        tcp,
        "!:5060");
    to(
        "22 off",
        on -> on.setOption(ENABLE_USE_EPHEMERAL_PORT, 0),
        "INVITE",
        BOB + ";transport=tcp",
        tcp,
        ":5060");
    to(
        "9",
        on -> on.setOption(ADD_DNS_CACHE, "nowhere.example", "10.0.0.2"),
        "MESSAGE",
        "sip:bob@nowhere.example",
        new String[] {"To"},
        "nowhere.example");
  }

  @ParameterizedTest(name = "option {0}")
  @MethodSource("rows")
  void anOptionShowsInTheFirstRequest(Row row, boolean before, SimWorld world) {
    world.run(
        () -> {
          var peer = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          var seen = new ArrayList<SipRequest>();
          boolean invite = row.method.equals("INVITE");
          peer.play(
              script -> {
                script
                    .expect(row.method.equals("routed") ? "MESSAGE" : row.method, seen::add)
                    .reply(invite ? 486 : 200);
                if (invite) {
                  script.expect("ACK");
                }
              });
          var alice = new Exosip(world.host("alice", "10.0.0.1"));
          if (before) {
            row.set.accept(alice);
          }
          alice.listenAddr(Exosip.UDP, "10.0.0.1", 5060, Exosip.IPV4, false);
          alice.listenAddr(Exosip.TCP, "10.0.0.1", 5060, Exosip.IPV4, false);
          if (!before) {
            row.set.accept(alice);
          }
          send(alice, row);
          peer.finish();
          check(row, String.join(" ", texts(seen.getFirst(), row.row)));
          alice.quit(Duration.ZERO);
        });
  }

  private static List<String> texts(SipRequest request, String row) {
    return request.headers().texts(row);
  }

  private static void check(Row row, String text) {
    if (row.found.isEmpty()) {
      assertThat(text).isEmpty();
    }
    for (var part : row.found) {
      if (part.startsWith("!")) {
        assertThat(text).isNotEmpty().doesNotContain(part.substring(1));
      } else if (part.startsWith("~")) {
        assertThat(text).matches(part.substring(1));
      } else {
        assertThat(text).contains(part);
      }
    }
  }

  private static void send(Exosip alice, Row row) {
    switch (row.method) {
      case "REGISTER" ->
          alice
              .register()
              .sendInitialRegister(
                  alice.register().buildInitialRegister(ALICE, "sip:10.0.0.2", null, 600));
      case "INVITE" ->
          alice
              .call()
              .sendInitialInvite(
                  Talk.withSdp(alice.call().buildInitialInvite(row.target, ALICE, null, null)));
      case "routed" ->
          alice
              .message()
              .sendRequest(
                  alice
                      .message()
                      .buildRequest(
                          "MESSAGE", "sip:bob@nowhere.example", ALICE, "<sip:10.0.0.2;lr>"));
      default ->
          alice
              .message()
              .sendRequest(alice.message().buildRequest("MESSAGE", row.target, ALICE, null));
    }
  }
}
