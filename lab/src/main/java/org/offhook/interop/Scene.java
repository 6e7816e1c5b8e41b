package org.offhook.interop;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.offhook.CallOptions;
import org.offhook.CallOutcome;
import org.offhook.Endpoint;
import org.offhook.OutgoingCall;

/** One call's scene: who plays, and the call once it is made. */
final class Scene {

  private final Endpoint endpoint;
  private final String target;
  private final String server;
  private final Tapped tap;
  private volatile @Nullable OutgoingCall call;

  /**
   * A scene for one call.
   *
   * @param target SIPp's user
   * @param server SIPp as a registrar
   * @param tap what the endpoint sends and receives, in all calls
   */
  Scene(Endpoint endpoint, String target, String server, Tapped tap) {
    this.endpoint = endpoint;
    this.target = target;
    this.server = server;
    this.tap = tap;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  String target() {
    return target;
  }

  String server() {
    return server;
  }

  /** Of this scene's call; empty before it is made, and where there is none. */
  String callId() {
    var made = call;
    return made == null ? "" : made.callId();
  }

  /** Options of a call to SIPp that offers what phones do. */
  CallOptions offering() {
    return CallOptions.to(target).offer(Phones.SDP);
  }

  OutgoingCall call(CallOptions options) {
    var made = endpoint.call(options);
    call = made;
    return made;
  }

  /** Gives the call up, where something else came of it than the scenario says. */
  void abandon() {
    var made = call;
    if (made != null) {
      made.hangUp();
    }
  }

  /** Calls and waits until the call is established. */
  OutgoingCall established() throws InterruptedException {
    var call = call(offering());
    call.outcome().awaitOk(Phones.PATIENCE);
    return call;
  }

  /** Calls and waits for what comes of it. */
  CallOutcome outcome() throws InterruptedException {
    return call(offering()).outcome().await(Phones.PATIENCE);
  }

  /** Waits until so many messages of this call have begun with this. */
  void awaitMessages(int count, String start) throws InterruptedException {
    Phones.await(endpoint, () -> tap.count(callId(), start) >= count);
  }

  /** SIPp takes one message at a time and must have settled before the next one. */
  void pause() throws InterruptedException {
    endpoint.sleep(Duration.ofMillis(300));
  }
}
