package org.offhook.exosip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.offhook.exosip.EventType.MESSAGE_ANSWERED;
import static org.offhook.exosip.EventType.MESSAGE_REQUESTFAILURE;
import static org.offhook.exosip.Talk.next;

import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.offhook.message.SipResponse;
import org.offhook.testkit.ScriptedPeer;
import org.offhook.testkit.SimWorld;
import org.offhook.testkit.SimWorldExtension;

/** Published states, by the vocabulary of eXosip2. */
@ExtendWith(SimWorldExtension.class)
class PublishFunctionsTest {

  private static final String ALICE = "sip:alice@10.0.0.1";
  private static final String STATES = "sip:alice@10.0.0.2";

  private static OsipMessage state(Exosip alice, String event, int expires, String body) {
    return alice
        .publish()
        .buildPublish(STATES, ALICE, null, event, expires)
        .contentType("application/pidf+xml")
        .body(body);
  }

  private static OsipMessage bare(Exosip alice, int expires) {
    return alice.publish().buildPublish(STATES, ALICE, null, "presence", expires);
  }

  private static Consumer<SipResponse.Builder> granted(String tag, int seconds) {
    return ok -> ok.raw("SIP-ETag", tag).raw("Expires", Integer.toString(seconds));
  }

  private static void first(ScriptedPeer peer, String tag, int seconds) {
    peer.expect("PUBLISH")
        .check(first -> assertThat(first.headers().texts("SIP-If-Match")).isEmpty())
        .check(first -> assertThat(first.hasBody()).isTrue())
        .reply(200, granted(tag, seconds));
  }

  private static ScriptedPeer matching(ScriptedPeer peer, String tag, boolean body) {
    return peer.expect("PUBLISH")
        .header("SIP-If-Match", value -> assertThat(value).isEqualTo(tag))
        .check(next -> assertThat(next.hasBody()).isEqualTo(body));
  }

  // first, renewed by itself, another state, renewed on demand, removed: each with the last tag
  @Test
  void aStateIsPublishedRenewedChangedAndRemoved(SimWorld world) {
    world.run(
        () -> {
          var peer = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          peer.patience(java.time.Duration.ofHours(2));
          peer.play(
              script -> {
                first(script, "A", 600);
                matching(script, "A", false).reply(200, granted("B", 600));
                matching(script, "B", true)
                    .header("X-Mood", value -> assertThat(value).isEqualTo("good"))
                    .header("Expires", value -> assertThat(value).isEqualTo("300"))
                    .reply(200, granted("C", 300));
                matching(script, "C", false).reply(200, granted("D", 300));
                matching(script, "D", false)
                    .header("Expires", value -> assertThat(value).isEqualTo("0"))
                    .reply(200);
              });
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          var built = state(alice, "presence", 600, "open");
          assertThat(built.header("Event")).isEqualTo("presence");
          int tid = alice.publish().publish(built, ALICE);
          assertThatThrownBy(() -> alice.publish().publish(built, ALICE))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          var done = next(alice, MESSAGE_ANSWERED);
          assertThat(done.tid()).isEqualTo(tid);
          assertThat(Talk.request(done).callId()).isEqualTo(built.callId());
          assertThat(Talk.response(done).header("SIP-ETag")).isEqualTo("A");
          var renewed = Objects.requireNonNull(alice.eventWait(600, 0));
          assertThat(renewed.type()).isEqualTo(MESSAGE_ANSWERED);

          var changed = state(alice, "presence", 300, "closed").setHeader("X-Mood", "good");
          tid = alice.publish().publish(changed, "SIP:ALICE@10.0.0.1");
          assertThat(next(alice, MESSAGE_ANSWERED).tid()).isEqualTo(tid);
          tid = alice.publish().publish(bare(alice, 300), ALICE);
          assertThat(next(alice, MESSAGE_ANSWERED).tid()).isEqualTo(tid);
          tid = alice.publish().publish(bare(alice, 0), ALICE);
          assertThat(next(alice, MESSAGE_ANSWERED).tid()).isEqualTo(tid);
          assertThatThrownBy(() -> alice.publish().publish(bare(alice, 0), ALICE))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          peer.finish();
          alice.quit();
        });
  }

  // 412: anew without a tag; 423: the time that is wanted; another package: another state
  @Test
  void whatTheServerForgotIsPublishedAnewAndPackagesAreApart(SimWorld world) {
    world.run(
        () -> {
          var peer = ScriptedPeer.on(world.host("bob", "10.0.0.2"));
          peer.play(
              script -> {
                first(script, "A", 600);
                first(script, "X", 600);
                matching(script, "A", true).reply(412);
                script
                    .expect("PUBLISH")
                    .reply(423, refusal -> refusal.raw("Min-Expires", "900"))
                    .expect("PUBLISH")
                    .header("Expires", value -> assertThat(value).isEqualTo("900"))
                    .reply(200, granted("B", 900));
              });
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          alice.publish().publish(state(alice, "presence", 600, "open"), ALICE);
          next(alice, MESSAGE_ANSWERED);
          alice.publish().publish(state(alice, "dialog", 600, "free"), ALICE);
          next(alice, MESSAGE_ANSWERED);
          alice.publish().publish(state(alice, "presence", 600, "closed"), ALICE);
          next(alice, MESSAGE_REQUESTFAILURE);
          next(alice, MESSAGE_REQUESTFAILURE);
          next(alice, MESSAGE_ANSWERED);
          peer.finish();
          alice.quit(java.time.Duration.ZERO);
        });
  }

  @Test
  void whatMakesNoSenseIsRefused(SimWorld world) {
    world.run(
        () -> {
          var alice = Talk.on(world.host("alice", "10.0.0.1"));
          assertThatThrownBy(() -> state(alice, "", 600, "open"))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          assertThatThrownBy(() -> alice.publish().publish(bare(alice, 600), ALICE))
              .isInstanceOf(OsipErrors.OsipBadParameter.class);
          assertThat(bare(alice, -1).header("Expires")).isEqualTo("3600");
          alice.quit();
        });
  }
}
