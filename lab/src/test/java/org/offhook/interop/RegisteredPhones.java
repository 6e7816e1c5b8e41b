package org.offhook.interop;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.offhook.Endpoint;
import org.offhook.IncomingCall;

/** Phones of three users, each registered at the same Kamailio. */
final class RegisteredPhones {

  private RegisteredPhones() {}

  /** A baresip. */
  record BaresipUser(Kamailio.User user, Baresip phone) implements AutoCloseable {

    static BaresipUser at(Kamailio kamailio, Wire wire) throws IOException, InterruptedException {
      var user = kamailio.newUser();
      return new BaresipUser(
          user,
          Baresip.start(
              Map.of(
                  "BS_USER",
                  user.name(),
                  "BS_PASS",
                  user.password(),
                  "BS_PROXY",
                  kamailio.uri(wire))));
    }

    String uri() {
      return user.uri();
    }

    /** Calls, and returns when the call is up. */
    void call(String uri) throws IOException, InterruptedException {
      phone.tell("dial-wait", uri, "20");
    }

    @Override
    public void close() {
      phone.close();
    }
  }

  /** A Linphone. */
  record LinphoneUser(Kamailio.User user, Linphone phone) implements AutoCloseable {

    static LinphoneUser at(Kamailio kamailio, Wire wire) throws IOException, InterruptedException {
      var user = kamailio.newUser();
      return new LinphoneUser(
          user,
          Linphone.start(
              Map.of(
                  "LP_USER",
                  user.name(),
                  "LP_PASS",
                  user.password(),
                  "LP_PROXY",
                  kamailio.uri(wire))));
    }

    String uri() {
      return user.uri();
    }

    /** Waits until one of its calls is with that user, and media flow. */
    void awaitTalkingTo(Endpoint clock, Kamailio.User peer) throws Exception {
      for (int tries = 0; tries < 40; tries++) {
        if (phone
            .tell("calls")
            .lines()
            .anyMatch(line -> line.contains(peer.name()) && line.contains("StreamsRunning"))) {
          return;
        }
        clock.sleep(java.time.Duration.ofMillis(200));
      }
      throw new AssertionError("no call with " + peer.name() + ":\n" + phone.tell("calls"));
    }

    @Override
    public void close() {
      phone.close();
    }
  }

  /** An endpoint that answers every call. */
  record OffhookUser(
      Kamailio.User user, Endpoint endpoint, LinkedBlockingQueue<IncomingCall> answered)
      implements AutoCloseable {

    static OffhookUser at(Kamailio kamailio, Wire wire) throws InterruptedException {
      var user = kamailio.newUser();
      var endpoint = kamailio.registered(user, wire);
      var answered = new LinkedBlockingQueue<IncomingCall>();
      endpoint.onCall(
          call -> {
            answered.add(call);
            Phones.ANSWER.handle(call);
          });
      return new OffhookUser(user, endpoint, answered);
    }

    String uri() {
      return user.uri();
    }

    /** The next call that came in, once it is up. */
    IncomingCall nextCall() throws InterruptedException {
      var call = Phones.next(answered);
      call.outcome().awaitOk(Phones.PATIENCE);
      return call;
    }

    @Override
    public void close() {
      endpoint.close();
    }
  }
}
