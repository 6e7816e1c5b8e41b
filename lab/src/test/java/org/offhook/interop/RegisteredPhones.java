package org.offhook.interop;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.offhook.Endpoint;
import org.offhook.IncomingCall;
import org.offhook.OutgoingCall;

/** Phones of three users, each registered at the same Kamailio. */
final class RegisteredPhones {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final int POLLS = 50;

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
    void awaitTalkingTo(Endpoint clock, Kamailio.User peer)
        throws IOException, InterruptedException {
      var calls = "";
      for (int tries = 0; tries < POLLS; tries++) {
        calls = phone.tell("calls");
        if (calls.lines().anyMatch(line -> isUp(line, peer))) {
          return;
        }
        clock.sleep(POLL);
      }
      throw new AssertionError("no call with " + peer.name() + ":\n" + calls);
    }

    private static boolean isUp(String line, Kamailio.User peer) {
      return line.contains("sip:" + peer.name() + "@") && line.contains("StreamsRunning");
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

    /** Does from now on what it is asked by REFER; the calls that it makes. */
    LinkedBlockingQueue<OutgoingCall> follow() {
      var calls = new LinkedBlockingQueue<OutgoingCall>();
      endpoint.onRefer(refer -> calls.add(refer.accept()));
      return calls;
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
