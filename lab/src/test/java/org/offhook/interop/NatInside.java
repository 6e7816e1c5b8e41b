package org.offhook.interop;

import java.time.Duration;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;
import org.offhook.RegistrationOptions;

/** A telephone behind the NAT of {@link NatTest}: registers and answers. Ends with its process. */
final class NatInside {

  private NatInside() {}

  /**
   * Registers over the transport that is its argument.
   *
   * @throws InterruptedException never
   */
  public static void main(String[] arguments) throws InterruptedException {
    var transport = arguments[0];
    var options =
        EndpointOptions.builder()
            .listen(Listen.sip(Nat.INSIDE, 5060))
            .aor("sip:bob@" + Nat.OUTSIDE)
            .build();
    try (var endpoint = Endpoint.start(options)) {
      endpoint.onCall(Phones.ANSWER);
      var registration =
          endpoint.register(
              RegistrationOptions.at("sip:" + Nat.OUTSIDE + ";transport=" + transport));
      System.out.println("registered: " + registration.outcome().await());
      endpoint.sleep(Duration.ofMinutes(5));
    }
  }
}
