package org.offhook.interop;

import java.util.concurrent.atomic.AtomicLong;
import org.offhook.IncomingCall;

/** A callee whose handler computes for ever if {@code busy} calls. Ends with its process. */
final class ComputingService {

  private static final AtomicLong RESULT = new AtomicLong();

  private ComputingService() {}

  /**
   * Prints its port and serves until it is ended from outside.
   *
   * @throws InterruptedException never
   */
  public static void main(String[] arguments) throws InterruptedException {
    try (var endpoint = Phones.start("service", builder -> builder)) {
      endpoint.onCall(ComputingService::serve);
      System.out.println("port " + Wire.UDP.portOf(endpoint));
      endpoint.sleep(java.time.Duration.ofMinutes(5));
    }
  }

  private static void serve(IncomingCall call) throws Exception {
    if (!call.request().from().uri().toString().contains("busy")) {
      Phones.ANSWER.handle(call);
      return;
    }
    call.answer(Phones.MEDIA);
    while (true) {
      RESULT.incrementAndGet();
    }
  }
}
