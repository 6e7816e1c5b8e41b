package org.offhook.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.Contact;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.register.RegistrationUse.State;
import org.offhook.testing.Rfc;
import org.offhook.transaction.RawPeer;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;
import org.offhook.ua.AutomaticPolicy;
import org.offhook.ua.UaBench;

/** Alice registers at 10.0.0.2, which the test plays. */
class RegistrationTest {

  private static final NameAddr AOR = NameAddr.parse("\"Alice\" <sip:alice@example.com>");
  private static final SipUri REGISTRAR = SipUri.parse("sip:someone@10.0.0.2");
  private static final String OWN = "<sip:alice@10.0.0.1:5060>";
  private static final String CHALLENGE =
      "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=MD5, qop=\"auth\"";

  private final UaBench ua = new UaBench();
  private final Told told = new Told();
  private RegistrationUse use = use(RegistrationPlan.of(REGISTRAR, AOR));

  @AfterEach
  void close() {
    ua.close();
  }

  /** What happened, as text. */
  private static final class Told implements RegistrationListener {
    private final List<String> lines = new ArrayList<>();
    private final List<Runnable> proceed = new ArrayList<>();
    private List<Contact> bindings = List.of();
    private long retry;

    @Override
    public void registered(SipResponse response, Duration granted, List<Contact> all) {
      lines.add("registered " + granted.toSeconds());
      bindings = all;
    }

    @Override
    public void removed(@Nullable SipResponse response) {
      lines.add(response == null ? "removed unsent" : "removed");
    }

    @Override
    public void failed(RegistrationFailure failure) {
      retry = failure.retryIn().map(Duration::toMillis).orElse(-1L);
      var code = failure.response().map(r -> " " + r.status().code()).orElse("");
      lines.add("failed" + code + (retry < 0 ? " for good" : ""));
    }

    @Override
    public void queried(SipResponse response, List<Contact> all) {
      lines.add("queried " + all.size());
    }

    @Override
    public void queryFailed(String reason) {
      lines.add("query failed");
    }

    @Override
    public void refreshing() {
      lines.add("refreshing");
    }

    @Override
    public void asks(Automatic action, SipResponse cause, Runnable go, Runnable decline) {
      lines.add("asks " + action);
      proceed.add(go);
    }
  }

  private RegistrationUse use(RegistrationPlan plan) {
    return ua.bench.onLoop(() -> new RegistrationUse(ua.core, plan, told));
  }

  private void act(Consumer<RegistrationUse> verb) {
    ua.bench.act(() -> verb.accept(use));
  }

  private SipRequest last() {
    return ua.peer.last().request();
  }

  private String contacts() {
    return String.join(", ", last().headers().texts("Contact"));
  }

  private int sent() {
    return ua.peer.count("REGISTER");
  }

  private void register() {
    act(RegistrationUse::start);
    ua.reply(200, "Contact: " + OWN + ";expires=600");
    assertThat(use.state()).isEqualTo(State.REGISTERED);
  }

  @Test
  @Rfc("REG-01")
  void registerNamesTheDomainInTheRequestUriAndTheAorInToAndFrom() {
    act(RegistrationUse::start);
    assertThat(last().requestUri()).hasToString("sip:10.0.0.2");
    assertThat(last().to()).hasToString("\"Alice\" <sip:alice@example.com>");
    assertThat(last().from().uri()).hasToString("sip:alice@example.com");
    assertThat(last().from().tag()).isPresent();
    assertThat(contacts()).isEqualTo(OWN);
    assertThat(last().headers().text("Expires")).hasValue("3600");
  }

  @Test
  @Rfc("REG-01")
  void aThirdPartyIsInFrom() {
    use =
        use(
            RegistrationPlan.of(REGISTRAR, AOR)
                .withSender(NameAddr.parse("<sip:secretary@example.com>"))
                .withContacts(List.of(Contact.parse("<sip:alice@10.0.0.5>"))));
    act(RegistrationUse::start);
    assertThat(last().from().uri()).hasToString("sip:secretary@example.com");
    assertThat(last().to().uri()).hasToString("sip:alice@example.com");
    assertThat(contacts()).isEqualTo("<sip:alice@10.0.0.5>");
  }

  // REGISTER 1 -> 401; REGISTER 2 -> 200; refresh REGISTER 3 with credentials ahead -> 200
  @Test
  @Rfc("REG-02")
  void allRegistersHaveOneCallIdAndNumbersThatGrowByOne() {
    act(RegistrationUse::start);
    ua.reply(401, CHALLENGE);
    ua.reply(200, "Contact: " + OWN + ";expires=600");
    act(RegistrationUse::refreshNow);
    assertThat(last().headers().text("Authorization").orElse("")).contains("nc=00000002");
    ua.reply(200, "Contact: " + OWN + ";expires=600");
    act(RegistrationUse::unregister);
    ua.reply(200);

    var requests = ua.peer.got.stream().map(RawPeer.Got::request).toList();
    assertThat(requests).extracting(r -> r.cSeq().number()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(requests).extracting(SipRequest::callId).containsOnly(use.callId());
    assertThat(requests).allMatch(r -> r.to().tag().isEmpty());
    assertThat(ua.core.dialogs().size()).isZero();
  }

  @Test
  @Rfc("REG-03")
  void whatIsAskedWhileOneIsOnItsWayIsMergedIntoOneMore() {
    act(RegistrationUse::start);
    act(RegistrationUse::start);
    act(RegistrationUse::refreshNow);
    act(u -> u.changeContacts(List.of(Contact.parse("<sip:alice@10.0.0.5>"))));
    act(u -> u.changeContacts(List.of(Contact.parse("<sip:alice@10.0.0.6>"))));
    assertThat(sent()).isEqualTo(1);
    ua.reply(200, "Contact: " + OWN + ";expires=600");
    assertThat(sent()).isEqualTo(2);
    assertThat(contacts()).startsWith("<sip:alice@10.0.0.6>");
    ua.reply(200, "Contact: <sip:alice@10.0.0.6>;expires=600");
    ua.bench.advance(10);
    assertThat(sent()).isEqualTo(2);
  }

  @Test
  @Rfc("REG-03")
  void anUnregisterWhileRegisteringFollowsIt() {
    act(RegistrationUse::start);
    act(RegistrationUse::unregister);
    assertThat(sent()).isEqualTo(1);
    ua.reply(200, "Contact: " + OWN + ";expires=600");
    assertThat(contacts()).isEqualTo(OWN + ";expires=0");
    ua.reply(200);
    assertThat(told.lines).containsExactly("registered 600", "removed");
    assertThat(use.state()).isEqualTo(State.REMOVED);
  }

  @Test
  @Rfc("REG-04")
  void theGrantIsThatOfTheOwnContactElseExpiresElseAnHour() {
    act(RegistrationUse::start);
    ua.reply(200, "Expires: 50", "Contact: <sip:x@y>;expires=10, " + OWN + ";expires=77");
    act(RegistrationUse::refreshNow);
    ua.reply(200, "Expires: 50", "Contact: " + OWN);
    act(RegistrationUse::refreshNow);
    ua.reply(200, "Contact: " + OWN);
    assertThat(told.lines)
        .filteredOn(line -> line.startsWith("registered"))
        .containsExactly("registered 77", "registered 50", "registered 3600");
  }

  @Test
  @Rfc("REG-05")
  void theOwnBindingIsFoundByUriEqualityAndOthersAreReportedOnly() {
    act(RegistrationUse::start);
    ua.reply(
        200,
        "Contact: <sip:ALICE@10.0.0.1:5060>;expires=11, <sip:alice@10.0.0.1:5062>;expires=12",
        "Contact: \"me\" <SIP:%61lice@10.0.0.1:5060;odd=1>;q=0.2;expires=300");
    assertThat(told.lines).containsExactly("registered 300");
    assertThat(told.bindings).hasSize(3);
    ua.bench.advance(300_000);
    assertThat(contacts()).isEqualTo(OWN);
  }

  @Test
  @Rfc("REG-06")
  void theRefreshComesBetweenHalfAnd90PercentAnd32SecondsBeforeTheEnd() {
    for (long granted : List.of(70L, 100L, 600L, 3600L)) {
      var times = new RetryTimes(ua.core.loop().random(), 32_000_000_000L);
      for (int i = 0; i < 500; i++) {
        long at = times.refreshAfter(granted) / 1_000_000_000L;
        assertThat(at).isBetween(granted / 2, Math.min(granted * 9 / 10, granted - 32));
      }
    }
    register();
    long begun = ua.bench.now();
    ua.bench.advance(300_000 - 10);
    assertThat(sent()).isEqualTo(1);
    ua.bench.advance(240_000 + 20);
    assertThat(sent()).isGreaterThan(1);
    assertThat(ua.peer.times("REGISTER").get(1) - begun).isBetween(300_000L, 540_000L);
    assertThat(told.lines).contains("refreshing");
  }

  @Test
  @Rfc("REG-06")
  void refreshesOfManyRegistrationsAreSpread() {
    var times = new RetryTimes(ua.core.loop().random(), 32_000_000_000L);
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 200; i++) {
      long at = times.refreshAfter(3600) / 1_000_000_000L;
      least = Math.min(least, at);
      most = Math.max(most, at);
    }
    assertThat(most - least).isGreaterThan(900);
    assertThat(times.refreshAfter(20) / 1_000_000_000L).isBetween(10L, 18L);
  }

  @Test
  @Rfc("REG-07")
  void a200WithoutTheOwnContactIsNoSuccess() {
    act(RegistrationUse::start);
    ua.reply(200, "Contact: <sip:other@10.0.0.9>;expires=600");
    assertThat(told.lines).containsExactly("failed 200");
    assertThat(use.state()).isEqualTo(State.WAITING);
    act(RegistrationUse::refreshNow);
    ua.reply(200, "Contact: " + OWN + ";expires=0");
    assertThat(told.lines).containsExactly("failed 200", "failed 200");
  }

  @Test
  @Rfc("REG-08")
  void a423IsRetriedAtOnceWithWhatItWantsAndRemembered() {
    use = use(RegistrationPlan.of(REGISTRAR, AOR).withLifetime(Duration.ofSeconds(60)));
    act(RegistrationUse::start);
    assertThat(last().headers().text("Expires")).hasValue("60");
    ua.reply(423, "Min-Expires: 1800");
    assertThat(last().headers().text("Expires")).hasValue("1800");
    assertThat(last().cSeq().number()).isEqualTo(2);
    ua.reply(200, "Contact: " + OWN + ";expires=1800");
    act(RegistrationUse::refreshNow);
    assertThat(last().headers().text("Expires")).hasValue("1800");
    assertThat(last().cSeq().number()).isEqualTo(3);
    ua.reply(423, "Min-Expires: 1800");
    assertThat(told.lines).endsWith("failed 423 for good");
  }

  @Test
  @Rfc("REG-08")
  void a423WithoutMinExpiresIsAFailure() {
    act(RegistrationUse::start);
    ua.reply(423);
    assertThat(told.lines).containsExactly("failed 423 for good");
    ua.bench.advance(4_000_000);
    assertThat(sent()).isEqualTo(1);
  }

  @Test
  @Rfc("REG-09")
  void removalNamesTheOwnContactOrTheStarAlone() {
    register();
    act(RegistrationUse::unregister);
    assertThat(contacts()).isEqualTo(OWN + ";expires=0");
    ua.reply(200);
    act(RegistrationUse::removeAll);
    assertThat(contacts()).isEqualTo("*");
    assertThat(last().headers().text("Expires")).hasValue("0");
    ua.reply(200);
    assertThat(told.lines).containsExactly("registered 600", "removed", "removed");
    ua.bench.advance(4_000_000);
    assertThat(sent()).isEqualTo(3);
  }

  @Test
  @Rfc("REG-09")
  void closingUnregistersAndWaitsNoLongerThanAllowed() {
    register();
    var done = new ArrayList<Long>();
    long begun = ua.bench.now();
    act(u -> u.close(Duration.ofSeconds(3), () -> done.add(ua.bench.now() - begun)));
    assertThat(contacts()).isEqualTo(OWN + ";expires=0");
    assertThat(done).isEmpty();
    ua.bench.advance(10_000);
    assertThat(done).containsExactly(3000L);
    assertThat(use.state()).isEqualTo(State.CLOSED);
    ua.bench.advance(4_000_000);
    assertThat(done).hasSize(1);
    assertThatThrownBy(() -> act(RegistrationUse::start)).hasMessageContaining("closed");
  }

  @Test
  @Rfc("REG-09")
  void closingEndsWithTheRegistrarsAnswerAndAtOnceIfNothingIsBound() {
    var done = new ArrayList<String>();
    act(u -> u.close(Duration.ofSeconds(3), () -> done.add("unbound")));
    assertThat(done).containsExactly("unbound");
    use = use(RegistrationPlan.of(REGISTRAR, AOR));
    register();
    act(u -> u.close(Duration.ofSeconds(3), () -> done.add("answered")));
    ua.reply(200);
    assertThat(done).containsExactly("unbound", "answered");
  }

  @Test
  void closingWhileTheFirstRegisterIsUnansweredRemovesWhatItBinds() {
    act(RegistrationUse::start);
    var done = new ArrayList<String>();
    act(u -> u.close(Duration.ofSeconds(3), () -> done.add("done")));
    ua.reply(200, "Contact: " + OWN + ";expires=600");
    assertThat(contacts()).isEqualTo(OWN + ";expires=0");
    ua.reply(200);
    assertThat(done).containsExactly("done");
  }

  @Test
  @Rfc("REG-10")
  void severalContactsHaveTheirOwnQAndLifetimeAndCanGoAlone() {
    var desk = Contact.parse("<sip:alice@10.0.0.5>;q=0.7;expires=100");
    var mobile = Contact.parse("<sip:alice@10.0.0.6>;q=0.3");
    use = use(RegistrationPlan.of(REGISTRAR, AOR).withContacts(List.of(desk, mobile)));
    act(RegistrationUse::start);
    assertThat(contacts())
        .isEqualTo("<sip:alice@10.0.0.5>;q=0.7;expires=100, <sip:alice@10.0.0.6>;q=0.3");
    ua.reply(200, "Contact: <sip:alice@10.0.0.5>;expires=100, <sip:alice@10.0.0.6>;expires=3600");
    assertThat(told.lines).containsExactly("registered 100");
    act(u -> u.changeContacts(List.of(mobile)));
    assertThat(contacts()).isEqualTo("<sip:alice@10.0.0.6>;q=0.3, <sip:alice@10.0.0.5>;expires=0");
    ua.reply(200, "Contact: <sip:alice@10.0.0.6>;expires=3600");
    assertThat(told.lines).endsWith("registered 3600");
  }

  @Test
  @Rfc("REG-11")
  void aChangedAddressReplacesTheOldBindingInOneRequest() {
    register();
    ua.bench.act(
        () ->
            ua.bench.transport.nat(
                org.offhook.transport.NatPolicy.DEFAULT
                    .publicAddress("203.0.113.9:5060")
                    .always(true)));
    act(RegistrationUse::refreshNow);
    assertThat(contacts()).isEqualTo("<sip:alice@203.0.113.9:5060>, " + OWN + ";expires=0");
    ua.reply(200, "Contact: <sip:alice@203.0.113.9:5060>;expires=600");
    act(RegistrationUse::refreshNow);
    assertThat(contacts()).isEqualTo("<sip:alice@203.0.113.9:5060>");
  }

  @Test
  @Rfc("REG-12")
  void a403OrA404IsFinal() {
    for (int code : List.of(403, 404)) {
      use = use(RegistrationPlan.of(REGISTRAR, AOR));
      int before = sent();
      act(RegistrationUse::start);
      ua.reply(code, "Retry-After: 5");
      assertThat(told.lines).endsWith("failed " + code + " for good");
      ua.bench.advance(10_000_000);
      assertThat(sent()).isEqualTo(before + 1);
    }
  }

  @Test
  @Rfc("REG-12")
  void wrongPasswordsAreNotSentForEver() {
    act(RegistrationUse::start);
    ua.reply(401, CHALLENGE);
    ua.reply(401, CHALLENGE.replace("\"n\"", "\"n2\""));
    assertThat(told.lines).containsExactly("failed 401 for good");
    ua.bench.advance(10_000_000);
    assertThat(sent()).isEqualTo(2);
  }

  @Test
  @Rfc("REG-12")
  void a408AServerErrorAndSilenceAreTriedAgainAfterGrowingWaits() {
    act(RegistrationUse::start);
    ua.reply(500);
    assertThat(told.lines).containsExactly("failed 500");
    long first = told.retry;
    assertThat(first).isBetween(30_000L, 60_000L);
    ua.bench.advance(first - 1);
    assertThat(sent()).isEqualTo(1);
    ua.bench.advance(2);
    assertThat(sent()).isEqualTo(2);
    ua.reply(408);
    assertThat(told.retry).isBetween(60_000L, 120_000L);
    ua.bench.advance(told.retry + 1);
    ua.bench.advance(32_000);
    assertThat(told.lines).containsExactly("failed 500", "failed 408", "failed");
    assertThat(told.retry).isBetween(120_000L, 240_000L);
    for (int i = 0; i < 10; i++) {
      ua.bench.advance(told.retry + 1);
      ua.reply(500);
      assertThat(told.retry).isLessThanOrEqualTo(1_800_000L);
    }
    ua.bench.advance(told.retry + 1);
    ua.reply(200, "Contact: " + OWN + ";expires=600");
    assertThat(use.state()).isEqualTo(State.REGISTERED);
  }

  @Test
  @Rfc("REG-12")
  void retryAfterIsRespected() {
    act(RegistrationUse::start);
    ua.reply(503, "Retry-After: 500");
    assertThat(told.retry).isBetween(500_000L, 560_000L);
    ua.bench.advance(499_999);
    assertThat(sent()).isEqualTo(1);
    ua.bench.advance(60_000);
    assertThat(sent()).isGreaterThan(1);
  }

  @Test
  @Rfc({"REG-12", "REG-25"})
  void afterAFailoverTheNextRegisterGoesToTheServerThatWorks() {
    ua.bench.world.network().name("reg.example.com", "10.0.0.2", "10.0.0.3");
    var other = ua.peerAt("10.0.0.3");
    use = use(RegistrationPlan.of(SipUri.parse("sip:reg.example.com"), AOR));
    act(RegistrationUse::start);
    ua.bench.advance(50);
    ua.reply(503, "Retry-After: 200");
    ua.bench.advance(10);
    ua.reply(other, 200, "Contact: " + OWN + ";expires=200");
    assertThat(use.state()).isEqualTo(State.REGISTERED);
    int before = sent();
    act(RegistrationUse::refreshNow);
    ua.bench.advance(50);
    assertThat(sent()).isEqualTo(before);
    ua.reply(other, 200, "Contact: " + OWN + ";expires=3600");
    ua.bench.advance(200_000);
    act(RegistrationUse::refreshNow);
    ua.bench.advance(50);
    assertThat(sent()).isEqualTo(before + 1);
  }

  @Test
  @Rfc("REG-13")
  void aRedirectionLeadsToItsTargetOnceAndRefreshesStayThere() {
    var other = ua.peerAt("10.0.0.3");
    act(RegistrationUse::start);
    ua.reply(302, "Contact: <sip:10.0.0.3>");
    assertThat(other.last().request().requestUri()).hasToString("sip:10.0.0.3");
    assertThat(other.last().request().to().uri()).hasToString("sip:alice@example.com");
    ua.reply(other, 200, "Contact: " + OWN + ";expires=600");
    act(RegistrationUse::refreshNow);
    assertThat(other.count("REGISTER")).isEqualTo(2);
    ua.reply(other, 301, "Contact: <sip:10.0.0.3>");
    assertThat(told.lines).endsWith("failed 301 for good");
    assertThat(other.count("REGISTER")).isEqualTo(2);
  }

  @Test
  void aQueryHasNoContactAndChangesNothing() {
    register();
    act(RegistrationUse::query);
    assertThat(last().headers().texts("Contact")).isEmpty();
    assertThat(last().headers().texts("Expires")).isEmpty();
    ua.reply(200, "Contact: " + OWN + ";expires=600, <sip:x@y>;expires=60");
    assertThat(told.lines).containsExactly("registered 600", "queried 2");
    act(RegistrationUse::query);
    ua.reply(500);
    assertThat(use.state()).isEqualTo(State.REGISTERED);
    ua.bench.advance(541_000);
    assertThat(told.lines).contains("query failed", "refreshing");
  }

  @Test
  void unregisteringWhatWasNeverSentSendsNothing() {
    act(RegistrationUse::unregister);
    assertThat(told.lines).containsExactly("removed unsent");
    assertThat(sent()).isZero();
  }

  @Test
  void refreshInManualAsksAndInOffLetsTheBindingExpire() {
    ua.settings(s -> s.automatic(AutomaticPolicy.ALL.with(Automatic.REFRESH, AutoMode.MANUAL)));
    register();
    ua.bench.advance(541_000);
    assertThat(told.lines).containsExactly("registered 600", "asks REFRESH");
    assertThat(sent()).isEqualTo(1);
    ua.bench.act(told.proceed.getFirst());
    assertThat(sent()).isEqualTo(2);
    ua.settings(s -> s.automatic(AutomaticPolicy.ALL.with(Automatic.REFRESH, AutoMode.OFF)));
    ua.reply(200, "Contact: " + OWN + ";expires=600");
    ua.bench.advance(700_000);
    assertThat(sent()).isEqualTo(2);
    assertThat(told.lines).endsWith("failed for good");
  }

  @Test
  void aChallengeInManualWaitsAndInOffIsFinal() {
    ua.settings(
        s -> s.automatic(AutomaticPolicy.ALL.with(Automatic.AUTHENTICATE, AutoMode.MANUAL)));
    act(RegistrationUse::start);
    ua.reply(401, CHALLENGE);
    assertThat(told.lines).containsExactly("asks AUTHENTICATE");
    ua.bench.act(told.proceed.getFirst());
    ua.reply(200, "Contact: " + OWN + ";expires=600");
    assertThat(told.lines).endsWith("registered 600");
    ua.settings(s -> s.automatic(AutomaticPolicy.ALL.with(Automatic.AUTHENTICATE, AutoMode.OFF)));
    act(RegistrationUse::refreshNow);
    ua.reply(401, CHALLENGE);
    assertThat(told.lines).endsWith("failed 401 for good");
  }

  @Test
  void anUnregisteredOneLeavesNoTimerBehind() {
    register();
    act(RegistrationUse::unregister);
    ua.reply(200);
    ua.bench.advance(100_000);
    assertThat(ua.bench.layer.alive()).isZero();
    assertThat(ua.bench.world.timers()).isZero();
  }
}
