package org.offhook.interop;

import java.time.Duration;
import org.offhook.CallOptions;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;
import org.offhook.server.SipServer;
import org.offhook.server.SipServerOptions;

/**
 * What is outside the NAT of {@link NatTest}: a registrar and proxy, and a telephone that calls
 * those inside again and again and prints what came of each call. Ends with its process.
 */
final class NatOutside {

  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(3);

  private NatOutside() {}

  /**
   * Serves and calls until it is ended from outside.
   *
   * @throws InterruptedException never
   */
  public static void main(String[] arguments) throws InterruptedException {
    var options =
        SipServerOptions.builder().listen(Listen.sip(Nat.OUTSIDE, 5060)).domain(Nat.OUTSIDE);
    var phone =
        EndpointOptions.builder()
            .listen(Listen.sip(Nat.OUTSIDE, 5070))
            .aor("sip:carol@" + Nat.OUTSIDE);
    try (var server = SipServer.start(options.build());
        var caller = Endpoint.start(phone.build())) {
      System.out.println("ready");
      for (var user : Nat.USERS) {
        Thread.ofVirtual().start(() -> keepCalling(user, caller, server));
      }
      Thread.currentThread().join();
    }
  }

  private static void keepCalling(String user, Endpoint caller, SipServer server) {
    try {
      while (true) {
        var bindings = server.bindings(user);
        if (!bindings.isEmpty()) {
          System.out.println(user + " " + call(user, caller) + " by " + bindings);
        }
        caller.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String call(String user, Endpoint caller) throws InterruptedException {
    var call =
        caller.call(
            CallOptions.to("sip:" + user + "@" + Nat.OUTSIDE)
                .offer(Phones.SDP)
                .answerWithin(ANSWER_WITHIN));
    var outcome = call.outcome().await();
    call.hangUp();
    return outcome.isOk() ? "answered" : "not answered: " + outcome;
  }
}
