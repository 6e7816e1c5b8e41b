package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.exosip.EventType.CALL_CLOSED;
import static org.offhook.exosip.EventType.CALL_INVITE;
import static org.offhook.exosip.EventType.CALL_MESSAGE_NEW;
import static org.offhook.exosip.EventType.MESSAGE_ANSWERED;
import static org.offhook.exosip.EventType.MESSAGE_REQUESTFAILURE;
import static org.offhook.exosip.ExosipOption.ADD_ACCOUNT_INFO;
import static org.offhook.exosip.ExosipOption.ADD_DNS_CACHE;
import static org.offhook.exosip.ExosipOption.AUTO_MASQUERADE_CONTACT;
import static org.offhook.exosip.ExosipOption.DELETE_DNS_CACHE;
import static org.offhook.exosip.ExosipOption.ENABLE_AUTOANSWERBYE;
import static org.offhook.exosip.ExosipOption.ENABLE_DNS_CACHE;
import static org.offhook.exosip.ExosipOption.ENABLE_IPV6;
import static org.offhook.exosip.ExosipOption.FORCE_CONNECTIONREUSE;
import static org.offhook.exosip.ExosipOption.SET_CALLBACK_WAKELOCK;
import static org.offhook.exosip.ExosipOption.SET_IPV4_FOR_GATEWAY;
import static org.offhook.exosip.ExosipOption.SET_IPV6_FOR_GATEWAY;
import static org.offhook.exosip.ExosipOption.SET_SESSIONTIMERS_FORCE;
import static org.offhook.exosip.ExosipOption.UDP_KEEP_ALIVE;
import static org.offhook.exosip.Talk.next;
import static org.offhook.exosip.Talk.withSdp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.SipResponse;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Options whose effect is more than a row: set before listening, and afterwards. */
@ExtendWith(SimWorldExtension.class)
class OptionEffectsTest {

  private static final String ALICE = "sip:alice@10.0.0.1";
  private static final String BOB = "sip:bob@10.0.0.2";
  private static final Duration SECONDS = Duration.ofSeconds(20);

  private static Exosip on(SimHost host, boolean before, Consumer<Exosip> set) {
    var exosip = new Exosip(host);
    if (before) {
      set.accept(exosip);
    }
    exosip.listenAddr(Exosip.UDP, host.address().getHostAddress(), 5060, Exosip.IPV4, false);
    if (!before) {
      set.accept(exosip);
    }
    return exosip;
  }

  private static EventType asks(Exosip exosip, String target) {
    exosip.message().sendRequest(exosip.message().buildRequest("MESSAGE", target, ALICE, null));
    var event = exosip.eventWait(60, 0);
    return event == null ? EventType.MESSAGE_PROCEEDING : event.type();
  }

  private static void registers(Exosip exosip) {
    exosip
        .register()
        .sendInitialRegister(
            exosip.register().buildInitialRegister(ALICE, "sip:10.0.0.2", null, 600));
  }

  private static String binding(ScriptedPeer script) {
    return script.request().headers().text("Contact").orElseThrow() + ";expires=600";
  }

  @ParameterizedTest
  @CsvSource({"2000, true", "2000, false", "0, true", "0, false"})
  void option1IsThePeriodOfKeepAlives(int millis, boolean before, SimWorld world) {
    world.run(
        () -> {
          var registrar = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          registrar.play(
              script ->
                  script
                      .expect("REGISTER")
                      .reply(200, response -> response.raw("Contact", binding(script))));
          var alice =
              on(
                  world.host("alice", "10.0.0.1"),
                  before,
                  exosip -> exosip.setOption(UDP_KEEP_ALIVE, millis));
          registers(alice);
          registrar.finish();
          alice.endpoint().orElseThrow().sleep(SECONDS);
          alice.quit(Duration.ZERO);
        });
    var pings = world.log().lines().stream().filter(line -> !line.contains("SIP/2.0")).toList();
    if (millis > 0) {
      assertThat(pings).isNotEmpty();
      assertThat(pings.getFirst().strip()).startsWith("2.00");
    } else {
      assertThat(pings).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, true, 2", "1, false, 2", "0, true, 1", "0, false, 1"})
  void option2LearnsTheContactFromVia(int value, boolean before, int registers, SimWorld world) {
    world.run(
        () -> {
          var registrar = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          registrar.play(
              script -> {
                for (int i = 0; i < registers; i++) {
                  script
                      .expect("REGISTER")
                      .header(
                          "Contact",
                          contact -> assertThat(contact).contains(registers == 1 ? "10.0.0.1" : ""))
                      .replyGarbled(200, text -> elsewhere(text, binding(script)));
                }
                script.silence(SECONDS);
              });
          var alice =
              on(
                  world.host("alice", "10.0.0.1"),
                  before,
                  exosip -> exosip.setOption(AUTO_MASQUERADE_CONTACT, value));
          registers(alice);
          registrar.finish();
          assertThat(registrar.request().headers().texts("Contact").getFirst())
              .contains(value == 1 ? "203.0.113.9:7777" : "10.0.0.1:5060");
          alice.quit(Duration.ZERO);
        });
  }

  private static String elsewhere(String response, String contact) {
    return response
        .replaceFirst(";rport[=0-9]*", ";received=203.0.113.9;rport=7777")
        .replaceFirst("\r\n\r\n", "\r\nContact: " + contact + "\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void options8And12AreWhereTheLocalAddressLeads(boolean before, SimWorld world) {
    world.run(
        () -> {
          var host = world.host("alice", "10.0.0.1", "192.168.7.1", "2001:db8::1");
          var alice =
              on(
                  host,
                  before,
                  exosip -> {
                    exosip.setOption(SET_IPV4_FOR_GATEWAY, "192.168.7.9");
                    exosip.setOption(SET_IPV6_FOR_GATEWAY, "2001:db8::9");
                  });
          assertThat(alice.network().guessLocalip(Exosip.IPV4)).isEqualTo("192.168.7.1");
          assertThat(alice.network().guessLocalip(Exosip.IPV6)).isEqualTo("2001:db8::1");
          alice.setOption(SET_IPV4_FOR_GATEWAY, "10.0.0.9");
          assertThat(alice.network().guessLocalip(Exosip.IPV4)).isEqualTo("10.0.0.1");
          alice.setOption(SET_IPV4_FOR_GATEWAY, "nowhere.invalid");
          assertThatThrownBy(() -> alice.network().guessLocalip(Exosip.IPV4))
              .isInstanceOf(OsipErrors.OsipNoNetwork.class);
          alice.quit();
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void options9And10SetAddressesAndTakeThemBack(boolean before, SimWorld world) {
    world.run(
        () -> {
          var names = world.nameServer("10.0.0.53");
          names.zone("real.example. 300 A 10.0.0.2");
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          var alice =
              on(
                  world.host("alice", "10.0.0.1"),
                  before,
                  exosip -> {
                    assertThat(exosip.setOption(ADD_DNS_CACHE, "home.example", "10.0.0.2"))
                        .isZero();
                    exosip.setOption(ADD_DNS_CACHE, "gone.example", "10.0.0.2");
                    assertThat(exosip.setOption(DELETE_DNS_CACHE, "gone.example")).isZero();
                    assertThatThrownBy(() -> exosip.setOption(DELETE_DNS_CACHE, "gone.example"))
                        .isInstanceOf(OsipErrors.OsipUndefinedError.class);
                  });
          alice.setOption(ADD_DNS_CACHE, "real.example", null);
          names.newQuestions();
          for (var name : List.of("home.example", "real.example")) {
            alice
                .message()
                .sendRequest(
                    alice.message().buildRequest("MESSAGE", "sip:bob@" + name, ALICE, null));
            next(bob, EventType.MESSAGE_NEW);
          }
          assertThat(names.newQuestions()).isEmpty();
          assertThat(asks(alice, "sip:bob@gone.example")).isEqualTo(MESSAGE_REQUESTFAILURE);
          assertThatThrownBy(() -> alice.setOption(ADD_DNS_CACHE, "gone.example", ""))
              .isInstanceOf(OsipErrors.OsipUnknownHost.class);
          assertThatThrownBy(() -> alice.setOption(ADD_DNS_CACHE, "gone.example", "no address"))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          alice.quit();
          bob.quit(Duration.ZERO);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void option13Returns1WhereNothingChanges(boolean before, SimWorld world) {
    world.run(
        () ->
            on(
                    world.host("alice", "10.0.0.1"),
                    before,
                    exosip -> {
                      var domain = "home.example";
                      assertThat(exosip.setOption(ADD_ACCOUNT_INFO, domain, null, 0)).isEqualTo(1);
                      assertThat(exosip.setOption(ADD_ACCOUNT_INFO, domain, "203.0.113.7", 0))
                          .isZero();
                      assertThat(exosip.setOption(ADD_ACCOUNT_INFO, domain, "203.0.113.7", 0))
                          .isEqualTo(1);
                      assertThat(exosip.setOption(ADD_ACCOUNT_INFO, domain, "203.0.113.7", 5080))
                          .isZero();
                      assertThat(exosip.setOption(ADD_ACCOUNT_INFO, domain, "", 0)).isZero();
                      assertThatThrownBy(
                              () -> exosip.setOption(ADD_ACCOUNT_INFO, domain, "no address", 0))
                          .isInstanceOf(OsipErrors.OsipBadParameter.class);
                    })
                .quit());
  }

  @ParameterizedTest
  @CsvSource({
    "14, 0, A AAAA, true",
    "14, 0, A AAAA, false",
    "14, 1, A AAAA SRV, true",
    "14, 1, A AAAA SRV, false",
    "14, 2, A AAAA NAPTR SRV, true",
    "14, 2, A AAAA NAPTR SRV, false",
    "20, 0, A NAPTR SRV, true",
    "20, 0, A NAPTR SRV, false",
    "20, 1, AAAA NAPTR SRV, true",
    "20, 1, AAAA NAPTR SRV, false",
    "20, 2, A AAAA NAPTR SRV, true",
    "20, 2, A AAAA NAPTR SRV, false"
  })
  void options14And20AreWhatIsAskedFor(
      int option, int value, String types, boolean before, SimWorld world) {
    world.run(
        () -> {
          var names = world.nameServer("10.0.0.53");
          names.zone("other.example. 300 A 10.0.0.2");
          var alice =
              on(
                  world.host("alice", "10.0.0.1", "2001:db8::1"),
                  before,
                  exosip -> exosip.setOption(ExosipOption.of(option), value));
          asks(alice, "sip:bob@home.example");
          assertThat(names.questions().stream().map(OptionEffectsTest::type).distinct().sorted())
              .containsExactly(types.split(" ", -1));
          alice.quit(Duration.ZERO);
        });
  }

  private static String type(String question) {
    return question.substring(0, question.indexOf(' '));
  }

  @ParameterizedTest
  @CsvSource({"1, true, 1", "1, false, 1", "0, true, 2", "0, false, 2"})
  void option18RemembersAnswers(int value, boolean before, int asked, SimWorld world) {
    world.run(
        () -> {
          var names = world.nameServer("10.0.0.53");
          names.zone("home.example. 300 A 10.0.0.2");
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          var alice =
              on(
                  world.host("alice", "10.0.0.1"),
                  before,
                  exosip -> exosip.setOption(ENABLE_DNS_CACHE, value));
          for (int i = 0; i < 2; i++) {
            alice
                .message()
                .sendRequest(
                    alice.message().buildRequest("MESSAGE", "sip:bob@home.example", ALICE, null));
            next(bob, EventType.MESSAGE_NEW);
          }
          assertThat(names.questions().stream().filter(question -> type(question).equals("A")))
              .hasSize(asked);
          alice.quit(Duration.ZERO);
          bob.quit(Duration.ZERO);
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void option19LeavesTheByeToTheProgram(boolean before, SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var bob =
              on(
                  world.host("bob", "10.0.0.2"),
                  before,
                  exosip -> exosip.setOption(ENABLE_AUTOANSWERBYE, 0));
          for (int status : new int[] {202, 200}) {
            int cid =
                alice
                    .call()
                    .sendInitialInvite(
                        withSdp(alice.call().buildInitialInvite(BOB, ALICE, null, null)));
            int tid = next(bob, CALL_INVITE).tid();
            bob.call().sendAnswer(tid, 200, withSdp(bob.call().buildAnswer(tid, 200)));
            next(bob, EventType.CALL_ACK);
            alice.call().terminate(cid, 0);
            var bye = next(bob, CALL_MESSAGE_NEW);
            if (status == 202) {
              var answer = bob.call().buildAnswer(bye.tid(), 202);
              bob.call().sendAnswer(bye.tid(), 202, answer);
              bob.setOption(ENABLE_AUTOANSWERBYE, 1);
            }
            next(bob, CALL_CLOSED);
            next(bob, EventType.CALL_RELEASED);
            assertThat(answerToBye(alice)).isEqualTo(status);
          }
          alice.quit();
          bob.quit();
        });
  }

  private static int answerToBye(Exosip exosip) {
    int status = 0;
    for (var event = exosip.eventWait(5, 0); event != null; event = exosip.eventWait(5, 0)) {
      var response = event.response();
      if (response != null && response.method().equals("BYE")) {
        status = response.statusCode();
      }
    }
    return status;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void option23TellsNumbersOfActivity(boolean before, SimWorld world) {
    world.run(
        () -> {
          var told = new ArrayList<Integer>();
          var alice =
              on(
                  world.host("alice", "10.0.0.1"),
                  before,
                  exosip -> exosip.setOption(SET_CALLBACK_WAKELOCK, told::add));
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          assertThat(asks(alice, BOB)).isEqualTo(MESSAGE_REQUESTFAILURE);
          alice.endpoint().orElseThrow().sleep(Duration.ofSeconds(40));
          assertThat(told).containsExactly(3, 2);
          told.clear();
          bob.message().sendRequest(bob.message().buildRequest("MESSAGE", ALICE, BOB, null));
          var come = next(alice, EventType.MESSAGE_NEW);
          assertThat(told).containsExactly(1);
          alice.message().sendAnswer(come.tid(), 200, null);
          alice.endpoint().orElseThrow().sleep(Duration.ofSeconds(40));
          assertThat(told).containsExactly(1, 0);
          alice.quit();
          bob.quit();
        });
  }

  @ParameterizedTest
  @CsvSource({"1, true", "1, false", "0, true", "0, false"})
  void option32RefreshesWhatThePeerDidNotAgreeOn(int value, boolean before, SimWorld world) {
    world.run(
        () -> {
          var peer = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          peer.play(
              script -> {
                script
                    .expect("INVITE")
                    .reply(200, OptionEffectsTest::answersWithoutTimer)
                    .expect("ACK");
                if (value == 1) {
                  script.patience(Duration.ofMinutes(20)).expect("INVITE").reply(500).expect("ACK");
                } else {
                  script.silence(Duration.ofMinutes(20));
                }
              });
          var alice =
              on(
                  world.host("alice", "10.0.0.1"),
                  before,
                  exosip -> exosip.setOption(SET_SESSIONTIMERS_FORCE, value));
          alice
              .call()
              .sendInitialInvite(withSdp(alice.call().buildInitialInvite(BOB, ALICE, null, null)));
          peer.finish();
          alice.quit(Duration.ZERO);
        });
  }

  private static void answersWithoutTimer(SipResponse.Builder response) {
    response
        .body(MediaType.APPLICATION_SDP, Talk.SDP.getBytes(StandardCharsets.UTF_8))
        .raw("Contact", "<sip:bob@10.0.0.2>");
  }

  @ParameterizedTest
  @CsvSource({"1, true", "1, false", "0, true", "0, false"})
  void option33SendsToWhereThePeerSentFrom(int value, boolean before, SimWorld world) {
    world.run(
        () -> {
          var peer = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          var other = ScriptedPeer.on(world.host("other", "10.0.0.9"));
          peer.play(
              script -> {
                script
                    .expect("INVITE")
                    .reply(
                        200,
                        response -> {
                          answersWithoutTimer(response);
                          response.remove(HeaderName.CONTACT).raw("Contact", "<sip:10.0.0.9>");
                        });
                if (value == 1) {
                  script.expect("ACK").expect("BYE").reply(200);
                }
              });
          other.play(
              script -> {
                if (value == 0) {
                  script.expect("ACK").expect("BYE").reply(200);
                }
              });
          var alice =
              on(
                  world.host("alice", "10.0.0.1"),
                  before,
                  exosip -> exosip.setOption(FORCE_CONNECTIONREUSE, value));
          int cid =
              alice
                  .call()
                  .sendInitialInvite(
                      withSdp(alice.call().buildInitialInvite(BOB, ALICE, null, null)));
          next(alice, EventType.CALL_ANSWERED);
          alice.call().terminate(cid, 0);
          peer.finish();
          other.finish();
          alice.quit(Duration.ZERO);
        });
  }

  // --- what has no successor, or is wrong ---

  @ParameterizedTest
  @EnumSource(ExosipOption.class)
  void anOptionWithoutSuccessorSaysWhatDoesItsWork(ExosipOption option) {
    var exosip = new Exosip();
    if (option.successor().isEmpty()) {
      assertThat(option.isObsolete()).isFalse();
      assertThatThrownBy(() -> exosip.setOption(option))
          .as("without a value")
          .isInstanceOf(OsipErrors.OsipBadParameter.class)
          .hasMessageContaining(option.cName());
    } else {
      assertThatThrownBy(() -> exosip.setOption(option, 1))
          .isInstanceOf(OsipErrors.OsipUndefinedError.class)
          .hasMessageContaining(option.cName())
          .hasMessageContaining(option.successor());
    }
  }

  @Test
  void valuesOfTheWrongKindAreRefused() {
    var exosip = new Exosip();
    for (Runnable wrong :
        List.<Runnable>of(
            () -> exosip.setOption(ExosipOption.USE_RPORT, "yes"),
            () -> exosip.setOption(ExosipOption.SET_SIP_INSTANCE, 1),
            () -> exosip.setOption(ExosipOption.SET_SIP_INSTANCE, "no urn"),
            () -> exosip.setOption(SET_CALLBACK_WAKELOCK, 1),
            () -> exosip.setOption(ENABLE_IPV6, 3),
            () -> exosip.setOption(ExosipOption.SET_DSCP, 64),
            () -> exosip.setOption(ExosipOption.SET_OC_PORT_RANGE, 2000),
            () -> exosip.setOption(ExosipOption.SET_OC_LOCAL_ADDRESS, "localhost"),
            () -> exosip.setOption(ExosipOption.SET_TLS_CERTIFICATES_INFO, "file"),
            () -> exosip.setOption(ExosipOption.SET_HEADER_USER_AGENT, "a\r\nb"),
            () -> exosip.setOption(ExosipOption.SET_CONTACT_DIALOG_EXTRA_PARAMS, "a b"))) {
      assertThatThrownBy(wrong::run).isInstanceOf(OsipErrors.OsipBadParameter.class);
    }
  }

  @Test
  void whatWasSetHoldsForTheNextListening(SimWorld world) {
    world.run(
        () -> {
          var bob = Talk.on(world.host("bob", "10.0.0.2"));
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          alice.setOption(ExosipOption.SET_HEADER_USER_AGENT, "Phone/1.0");
          alice.quit();
          alice.listenAddr(Exosip.UDP, "10.0.0.1", 5060, Exosip.IPV4, false);
          alice.message().sendRequest(alice.message().buildRequest("MESSAGE", BOB, ALICE, null));
          var come = next(bob, EventType.MESSAGE_NEW);
          assertThat(Talk.request(come).header("User-Agent")).isEqualTo("Phone/1.0");
          bob.message().sendAnswer(come.tid(), 200, null);
          next(alice, MESSAGE_ANSWERED);
          alice.quit();
          bob.quit();
        });
  }

  // what was changed is changed, and the thread stays interrupted for whoever asks
  @Test
  void aThreadThatWasInterruptedChangesOptionsAllTheSame(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          Thread.currentThread().interrupt();
          alice.setUserAgent("phone/1");
          assertThat(alice.setOption(ExosipOption.USE_RPORT, 0)).isZero();
          assertThat(Thread.interrupted()).isTrue();
          assertThat(
                  alice
                      .message()
                      .buildOptions("sip:bob@10.0.0.2", "sip:a@10.0.0.1", null)
                      .header("User-Agent"))
              .isEqualTo("phone/1");
          alice.quit(Duration.ZERO);
        });
  }
}
