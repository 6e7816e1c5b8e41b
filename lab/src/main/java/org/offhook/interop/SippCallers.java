package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.CallOutcome;
import org.offhook.OutgoingCall;
import org.offhook.PublishOptions;
import org.offhook.ReferOptions;
import org.offhook.RegistrationOptions;
import org.offhook.SubscribeOptions;
import org.offhook.SubscriptionOutcome;
import org.offhook.message.MediaType;
import org.offhook.message.Status;

/** What the endpoint does, and must find, in each scenario in which SIPp waits for it. */
final class SippCallers {

  /** The endpoint's part of a scenario. */
  @FunctionalInterface
  interface Caller {

    /** Acts; throws if something else comes of it than what the scenario makes of it. */
    void act(Scene scene) throws InterruptedException;
  }

  private static final Caller CALL =
      scene -> {
        var call = scene.established();
        scene.pause();
        Phones.hangUp(call);
      };

  private static final Caller CALL_AND_WAIT = scene -> Phones.awaitHangUp(scene.established());

  private static final Map<String, Caller> CALLERS =
      Map.ofEntries(
          Map.entry("uas-503-retry-after", refused(Status.SERVICE_UNAVAILABLE)),
          Map.entry("uas-answers-reinvite", SippCallers::holds),
          Map.entry("uas-answers-update", SippCallers::updates),
          Map.entry("uas-auth-loop", refused(Status.UNAUTHORIZED)),
          Map.entry("uas-busy", refused(Status.BUSY_HERE)),
          Map.entry("uas-bye", CALL_AND_WAIT),
          Map.entry("uas-cancel-race", SippCallers::cancelsTooLate),
          Map.entry("uas-canceled", SippCallers::cancels),
          Map.entry("uas-early-media-183", SippCallers::hearsEarlyMedia),
          Map.entry("uas-fork-2x200", callsThroughAnswers(2)),
          Map.entry("uas-glare-491", SippCallers::holdsOnce),
          Map.entry("uas-in-dialog-options", CALL_AND_WAIT),
          Map.entry("uas-info", SippCallers::sendsDigits),
          Map.entry("uas-late-offer", SippCallers::leavesTheOfferToThePeer),
          Map.entry("uas-lost-ack", callsThroughAnswers(3)),
          Map.entry("uas-message", SippCallers::sendsMessage),
          Map.entry("uas-mwi", SippCallers::hearsOfMessages),
          Map.entry("uas-no-sdp-200", SippCallers::hearsNoAnswer),
          Map.entry("uas-notifier", SippCallers::watches),
          Map.entry("uas-options", SippCallers::asksOptions),
          Map.entry("uas-publish", SippCallers::publishes),
          Map.entry("uas-publish-412", SippCallers::publishesAnew),
          Map.entry("uas-referred", SippCallers::transfers),
          Map.entry("uas-refers", CALL_AND_WAIT),
          Map.entry("uas-registrar", registers(Duration.ofHours(1))),
          Map.entry("uas-registrar-423", registers(Duration.ofMinutes(5))),
          Map.entry("uas-registrar-refresh", registers(Duration.ofHours(1))),
          Map.entry("uas-reinvite", CALL_AND_WAIT),
          Map.entry("uas-reject", refused(Status.DECLINE)),
          Map.entry("uas-session-refresh", CALL_AND_WAIT),
          Map.entry("uas-silent", SippCallers::givesUp),
          Map.entry("uas-update", CALL_AND_WAIT));

  private SippCallers() {}

  /** The endpoint's part of that scenario; by default it calls and hangs up. */
  static Caller of(String name) {
    return Objects.requireNonNull(CALLERS.getOrDefault(name, CALL));
  }

  private static Caller refused(Status status) {
    return scene ->
        assertThat(scene.outcome())
            .isInstanceOfSatisfying(
                CallOutcome.Refused.class,
                refused -> assertThat(refused.status().code()).isEqualTo(status.code()));
  }

  /** The registration stays until SIPp has taken what follows. */
  private static Caller registers(Duration lifetime) {
    return scene ->
        scene
            .endpoint()
            .register(RegistrationOptions.at(scene.server()).expires(lifetime).keepOnClose())
            .outcome()
            .awaitOk(Phones.PATIENCE);
  }

  /** Hangs up only after so many 200s for the INVITE. */
  private static Caller callsThroughAnswers(int count) {
    return scene -> {
      var call = scene.established();
      scene.awaitMessages(count, "<- SIP/2.0 200 OK (1 INVITE)");
      scene.pause();
      Phones.hangUp(call);
    };
  }

  private static void holds(Scene scene) throws InterruptedException {
    var call = scene.established();
    scene.pause();
    call.hold().awaitOk(Phones.PATIENCE);
    scene.pause();
    call.resume().awaitOk(Phones.PATIENCE);
    scene.pause();
    Phones.hangUp(call);
  }

  private static void holdsOnce(Scene scene) throws InterruptedException {
    var call = scene.established();
    scene.pause();
    call.hold().awaitOk(Phones.PATIENCE);
    Phones.hangUp(call);
  }

  private static void updates(Scene scene) throws InterruptedException {
    var call = scene.established();
    scene.pause();
    Phones.update(call);
    scene.pause();
    Phones.hangUp(call);
  }

  /** SIPp reports success without calling anybody. */
  private static void transfers(Scene scene) throws InterruptedException {
    var call = scene.established();
    scene.pause();
    call.transfer(ReferOptions.to("sip:elsewhere@127.0.0.1:9").keepCall())
        .outcome()
        .awaitOk(Phones.PATIENCE);
    scene.pause();
    Phones.hangUp(call);
  }

  private static OutgoingCall ringing(Scene scene) throws InterruptedException {
    var call = scene.call(scene.offering().ownEvents());
    while (true) {
      var event = call.events().poll(Phones.PATIENCE).orElseThrow();
      if (event instanceof CallEvent.Progress progress && progress.status().code() > 100) {
        return call;
      }
    }
  }

  private static void cancels(Scene scene) throws InterruptedException {
    var call = ringing(scene);
    call.hangUp();
    assertThat(call.outcome().await(Phones.PATIENCE)).isInstanceOf(CallOutcome.Cancelled.class);
  }

  /** The 200 crosses the CANCEL: this side acknowledges it and hangs up by itself. */
  private static void cancelsTooLate(Scene scene) throws InterruptedException {
    var call = ringing(scene);
    call.hangUp();
    call.ended().await(Phones.PATIENCE);
  }

  private static void hearsEarlyMedia(Scene scene) throws InterruptedException {
    var call = scene.call(scene.offering().ownEvents());
    var early = false;
    while (!early) {
      var event = call.events().poll(Phones.PATIENCE).orElseThrow();
      early = event instanceof CallEvent.Progress progress && progress.earlyMedia().isPresent();
    }
    call.outcome().awaitOk(Phones.PATIENCE);
    Phones.hangUp(call);
  }

  private static void sendsDigits(Scene scene) throws InterruptedException {
    var call = scene.established();
    for (var digit : new String[] {"5", "#"}) {
      var body = "Signal=" + digit + "\r\nDuration=160\r\n";
      call.info(MediaType.of("application", "dtmf-relay"), body.getBytes(StandardCharsets.US_ASCII))
          .awaitOk(Phones.PATIENCE);
      scene.pause();
    }
    Phones.hangUp(call);
  }

  private static void leavesTheOfferToThePeer(Scene scene) throws InterruptedException {
    var call = scene.call(CallOptions.to(scene.target()).answerLateOfferFrom(Phones.SDP));
    call.outcome().awaitOk(Phones.PATIENCE);
    assertThat(call.remoteDescription()).isPresent();
    Phones.hangUp(call);
  }

  private static void sendsMessage(Scene scene) throws InterruptedException {
    scene.endpoint().message(scene.target(), "Hello from the other side").awaitOk(Phones.PATIENCE);
  }

  private static void hearsNoAnswer(Scene scene) throws InterruptedException {
    assertThat(scene.outcome()).isInstanceOf(CallOutcome.Failed.class);
  }

  private static void asksOptions(Scene scene) throws InterruptedException {
    scene.endpoint().options(scene.target()).awaitOk(Phones.PATIENCE);
  }

  private static void hearsOfMessages(Scene scene) throws InterruptedException {
    var subscription = scene.endpoint().subscribe(scene.target(), "message-summary");
    subscription.outcome().awaitOk(Phones.PATIENCE);
    assertThat(subscription.latest().orElseThrow().text()).contains("Voice-Message: 2/8");
    assertThat(subscription.ended().await(Phones.PATIENCE))
        .isInstanceOf(SubscriptionOutcome.Ended.class);
  }

  private static void watches(Scene scene) throws InterruptedException {
    var wanted = SubscribeOptions.to(scene.target(), "presence").accept(Phones.PRESENCE.type());
    var subscription = scene.endpoint().subscribe(wanted);
    subscription.outcome().awaitOk(Phones.PATIENCE);
    assertThat(subscription.latest().orElseThrow().text()).contains("at the desk");
    scene.pause();
    subscription.unsubscribe().awaitOk(Phones.PATIENCE);
  }

  /** The state stays: SIPp takes no removal. */
  private static PublishOptions presence(Scene scene) {
    return PublishOptions.of(scene.target(), "presence", Phones.PRESENCE).keepOnClose();
  }

  private static void publishes(Scene scene) throws InterruptedException {
    scene.endpoint().publish(presence(scene)).outcome().awaitOk(Phones.PATIENCE);
  }

  private static void publishesAnew(Scene scene) throws InterruptedException {
    var publication = scene.endpoint().publish(presence(scene));
    publication.outcome().awaitOk(Phones.PATIENCE);
    scene.pause();
    publication.refresh().awaitOk(Phones.PATIENCE);
  }

  private static void givesUp(Scene scene) throws InterruptedException {
    assertThat(scene.outcome()).isInstanceOf(CallOutcome.TimedOut.class);
  }
}
