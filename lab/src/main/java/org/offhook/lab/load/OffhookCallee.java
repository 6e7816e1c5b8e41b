package org.offhook.lab.load;

import org.offhook.CallEvent;
import org.offhook.CallPolicy;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.IncomingCall;
import org.offhook.Listen;
import org.offhook.QueueSizes;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;

/**
 * The callee on Offhook: rings, answers, and waits for BYE. With {@code events} it takes all events
 * from the endpoint's queue on one thread; with {@code handlers} each call has a handler, parked
 * until the call ends.
 */
public final class OffhookCallee {

  private static final SessionDescription ANSWER =
      SessionDescription.audio("127.0.0.1", 40_000, RtpMap.PCMU);

  private OffhookCallee() {}

  /**
   * Serves until its input ends.
   *
   * @param arguments {@code events} or {@code handlers}
   * @throws Exception if the port cannot be had
   */
  public static void main(String[] arguments) throws Exception {
    var options =
        EndpointOptions.builder()
            .listen(Listen.udp("127.0.0.1", Integer.parseInt(arguments[1])))
            .aor("sip:service@127.0.0.1")
            .calls(CallPolicy.DEFAULT.withMaxCalls(1_000_000))
            .queues(new QueueSizes(1_000_000, 64))
            .build();
    try (var endpoint = Endpoint.start(options)) {
      if (arguments[0].equals("handlers")) {
        endpoint.onCall(OffhookCallee::handle);
      } else {
        var taker = new Thread(() -> takeEvents(endpoint), "events");
        taker.setDaemon(true);
        taker.start();
      }
      ServerConsole.serve(endpoint.listening().getFirst().address().getPort());
    }
  }

  private static void handle(IncomingCall call) throws InterruptedException {
    call.ring();
    call.answer(ANSWER);
    call.ended().await();
  }

  private static void takeEvents(Endpoint endpoint) {
    try {
      while (true) {
        if (endpoint.events().take() instanceof CallEvent.Incoming incoming) {
          incoming.call().ring();
          incoming.call().answer(ANSWER);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
