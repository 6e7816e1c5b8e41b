package org.offhook.exosip;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;

/** Contexts of the simulated world, and what they are told. */
final class Talk {

  static final String SDP =
      """
      v=0
      o=- 1 1 IN IP4 10.0.0.1
      s=-
      c=IN IP4 10.0.0.1
      t=0 0
      m=audio 4000 RTP/AVP 0
      """
          .replace("\n", "\r\n");

  private Talk() {}

  static Exosip on(SimHost host) {
    var exosip = new Exosip(host);
    exosip.listenAddr(Exosip.UDP, host.address().getHostAddress(), 5060, Exosip.IPV4, false);
    return exosip;
  }

  /** The next event, which must be of this type. */
  static ExosipEvent next(Exosip exosip, EventType type) {
    var event = exosip.eventWait(120, 0);
    if (event == null || event.type() != type) {
      throw new AssertionError("wanted " + type + ", got " + event);
    }
    return event;
  }

  /** All that comes until nothing comes for some seconds. */
  static List<EventType> rest(Exosip exosip) {
    var types = new ArrayList<EventType>();
    for (var event = exosip.eventWait(5, 0); event != null; event = exosip.eventWait(5, 0)) {
      types.add(event.type());
    }
    return types;
  }

  static OsipMessage request(ExosipEvent event) {
    return Objects.requireNonNull(event.request());
  }

  static OsipMessage response(ExosipEvent event) {
    return Objects.requireNonNull(event.response());
  }

  static OsipMessage withSdp(OsipMessage message) {
    return message.contentType("application/sdp").body(SDP);
  }

  /** What two contexts do, alice at 10.0.0.1 and bob at 10.0.0.2. */
  interface Play {
    void play(Exosip alice, Exosip bob) throws Exception;
  }

  static void between(SimWorld world, Play play) {
    world.run(
        () -> {
          var alice = on(world.host("alice", "10.0.0.1"));
          var bob = on(world.host("bob", "10.0.0.2"));
          play.play(alice, bob);
          alice.quit();
          bob.quit();
        });
  }

  /** Alice calls bob. */
  static int calls(Exosip alice, @Nullable String subject) {
    var invite =
        alice.call().buildInitialInvite("sip:bob@10.0.0.2", "sip:alice@10.0.0.1", null, subject);
    return alice.call().sendInitialInvite(withSdp(invite));
  }

  /** The call is taken. */
  static void answers(Exosip bob, ExosipEvent invite) {
    bob.call().sendAnswer(invite.tid(), 200, withSdp(bob.call().buildAnswer(invite.tid(), 200)));
  }
}
