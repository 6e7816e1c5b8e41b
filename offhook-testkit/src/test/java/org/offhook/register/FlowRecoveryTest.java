package org.offhook.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.testing.Rfc;
import org.offhook.transaction.RawPeer;
import org.offhook.ua.Outgoing;
import org.offhook.ua.UaBench;

/** The flows of one registration by the proxies 10.0.0.2 and 10.0.0.3, which the test plays. */
class FlowRecoveryTest {

  private static final NameAddr AOR = NameAddr.parse("<sip:alice@example.com>");
  private static final String URN = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";

  private final UaBench ua = new UaBench();
  private final RawPeer first = ua.peer;
  private final RawPeer second = ua.peerAt("10.0.0.3");
  private final List<String> told = new ArrayList<>();
  private final RegistrationSet set =
      ua.bench.onLoop(
          () ->
              new RegistrationSet(
                  ua.core,
                  RegistrationPlan.of(SipUri.parse("sip:example.com"), AOR)
                      .withInstance(new Instance(URN, 1, null, false)),
                  List.of(proxy("10.0.0.2"), proxy("10.0.0.3")),
                  new Told()));

  private static NameAddr proxy(String address) {
    return NameAddr.parse("<sip:" + address + ";lr>");
  }

  @AfterEach
  void close() {
    ua.close();
  }

  private final class Told implements RegistrationListener {

    @Override
    public void registered(SipResponse response, Duration granted, List<Contact> bindings) {
      told.add("registered");
    }

    @Override
    public void removed(@Nullable SipResponse response) {
      told.add("removed");
    }

    @Override
    public void failed(RegistrationFailure failure) {
      told.add("failed " + failure.retryIn().orElseThrow().toSeconds());
    }

    @Override
    public void flowFailed(RegistrationFailure failure) {
      told.add("flow failed " + failure.retryIn().orElseThrow().toSeconds());
    }

    @Override
    public void flowLost(String reason) {
      told.add("flow lost");
    }
  }

  private void grant(RawPeer by) {
    ua.reply(
        by,
        200,
        "Contact: " + by.last().request().headers().text("Contact").orElseThrow() + ";expires=3600",
        "Require: outbound");
  }

  private void refuse(RawPeer by) {
    ua.reply(by, 500);
  }

  private long last(int index) {
    var line = told.get(told.size() - 1 - index);
    return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
  }

  @Test
  @Rfc({"REG-16", "REG-18"})
  void eachProxyGetsARegisterOfItsOwnWithItsNumber() {
    ua.bench.act(set::start);
    assertThat(first.last().request().headers().text("Route")).hasValue("<sip:10.0.0.2;lr>");
    assertThat(second.last().request().headers().text("Route")).hasValue("<sip:10.0.0.3;lr>");
    assertThat(first.last().request().headers().text("Contact").orElseThrow())
        .endsWith(";+sip.instance=\"<" + URN + ">\";reg-id=1");
    assertThat(second.last().request().headers().text("Contact").orElseThrow())
        .endsWith(";+sip.instance=\"<" + URN + ">\";reg-id=2");
    grant(first);
    grant(second);
    assertThat(told).containsExactly("registered", "registered");
  }

  @Test
  @Rfc("REG-22")
  void waitsDoubleFromABaseOf30SecondsIfAllFlowsFailed() {
    ua.bench.act(set::start);
    refuse(first);
    refuse(second);
    for (long longest : new long[] {60, 120, 240, 480, 960, 1800, 1800}) {
      assertThat(last(0)).isBetween(longest / 2, longest);
      int before = first.count("REGISTER");
      int seconds = second.count("REGISTER");
      while (second.count("REGISTER") == seconds) {
        ua.bench.advance(1000);
        if (first.count("REGISTER") > before) {
          before = first.count("REGISTER");
          refuse(first);
        }
      }
      refuse(second);
    }
    while (told.getLast().startsWith("f")) {
      int seconds = second.count("REGISTER");
      ua.bench.advance(1000);
      if (second.count("REGISTER") > seconds) {
        grant(second);
      }
    }
    assertThat(told.getLast()).isEqualTo("registered");
  }

  @Test
  @Rfc("REG-22")
  void waitsDoubleFromABaseOf90SecondsBesideAFlowThatStandsAndBeginAnewAfterSuccess() {
    ua.bench.act(set::start);
    grant(first);
    refuse(second);
    assertThat(told.getLast()).startsWith("flow failed");
    assertThat(last(0)).isBetween(90L, 180L);
    awaitRegister(second);
    refuse(second);
    assertThat(last(0)).isBetween(180L, 360L);
    awaitRegister(second);
    grant(second);
    assertThat(told.getLast()).isEqualTo("registered");
    awaitRegister(second);
    refuse(second);
    assertThat(last(0)).isBetween(90L, 180L);
  }

  private void awaitRegister(RawPeer by) {
    int before = by.count("REGISTER");
    int others = first.count("REGISTER");
    while (by.count("REGISTER") == before) {
      ua.bench.advance(1000);
      if (by != first && first.count("REGISTER") > others) {
        others = first.count("REGISTER");
        grant(first);
      }
    }
  }

  private SipRequest request(Method method) {
    return ua.bench.onLoop(
        () -> ua.core.newRequest(method, UaBench.uri("sip:bob@example.com"), AOR, AOR).build());
  }

  @Test
  @Rfc({"REG-18", "REG-19"})
  void aRequestGoesByOneFlowAndAfter430ByAnother() {
    ua.bench.act(set::start);
    grant(first);
    grant(second);
    var result = new UaBench.Result();
    ua.send(Outgoing.of(request(Method.MESSAGE)).build(), result);
    assertThat(first.last().request().method()).isEqualTo(Method.MESSAGE);
    assertThat(first.last().request().headers().text("Route")).hasValue("<sip:10.0.0.2;lr>");
    ua.reply(first, 430);
    assertThat(second.last().request().method()).isEqualTo(Method.MESSAGE);
    assertThat(second.last().request().headers().text("Route")).hasValue("<sip:10.0.0.3;lr>");
    ua.reply(second, 200);
    assertThat(result.codes()).containsExactly(200);

    var silent = new UaBench.Result();
    ua.send(Outgoing.of(request(Method.INVITE)).build(), silent);
    assertThat(first.last().request().headers().get(HeaderName.CONTACT).orElseThrow().uri())
        .hasToString("sip:alice@10.0.0.1:5060;ob");
    ua.bench.advance(32_100);
    assertThat(second.last().request().method()).isEqualTo(Method.INVITE);
    ua.reply(second, 486);
    assertThat(silent.codes()).containsExactly(486);
  }

  @Test
  @Rfc("REG-18")
  void theBindingsOfAllFlowsAreRemoved() {
    ua.bench.act(set::start);
    grant(first);
    grant(second);
    ua.bench.act(() -> set.each(RegistrationUse::unregister));
    assertThat(first.last().request().headers().text("Contact").orElseThrow())
        .contains("reg-id=1")
        .endsWith(";expires=0");
    ua.reply(first, 200);
    assertThat(told).doesNotContain("removed");
    assertThat(second.last().request().headers().text("Contact").orElseThrow())
        .contains("reg-id=2")
        .endsWith(";expires=0");
    ua.reply(second, 200);
    assertThat(told.getLast()).isEqualTo("removed");
  }

  @Test
  @Rfc("REG-16")
  void anInstanceIsAUrnThatStays() {
    assertThat(Instance.urn("F81D4FAE-7DEC-11D0-A765-00A0C91E6BF6")).isEqualTo(URN);
    assertThat(Instance.urn("urn:gsma:imei:90420156-025763-0"))
        .isEqualTo("urn:gsma:imei:90420156-025763-0");
    assertThatThrownBy(() -> Instance.urn("mine"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("urn:uuid:");
    assertThatThrownBy(() -> new Instance(null, 1, null, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("instance");
    assertThat(Status.of(430).code()).isEqualTo(430);
  }

  @Test
  @Rfc("NET-32")
  void theOfferToKeepAliveIsTakenUpOnlyWhereTheAnswerNamesATime() {
    ua.bench.act(set::start);
    assertThat(first.last().request().topVia().params().has("keep")).isTrue();
    var register = first.last().request();
    var ok =
        SipResponse.to(register, Status.OK)
            .set(HeaderName.TO, register.to().withTag("t"))
            .set(HeaderName.VIA, register.topVia().with("keep", "20"))
            .set(HeaderName.CONTACT, register.headers().get(HeaderName.CONTACT).orElseThrow())
            .build();
    first.send(ok);
    // Copied as it was: the second proxy does not know it.
    ua.reply(
        second, 200, "Contact: " + second.last().request().headers().text("Contact").orElseThrow());
    ua.bench.advance(15_900);
    assertThat(first.pings).isZero();
    ua.bench.advance(4_200);
    assertThat(first.pings).isEqualTo(1);
    ua.bench.advance(200_000);
    assertThat(first.pings).isBetween(10, 14);
    assertThat(second.pings).isZero();
  }
}
