package org.offhook.interop;

import java.time.Duration;
import java.util.UUID;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.Listen;
import org.offhook.RegistrationOptions;
import org.offhook.transport.KeepAlivePolicy;
import org.offhook.transport.NatPolicy;

/** The telephones behind the NAT of {@link NatTest}: they answer. End with their process. */
final class NatInside {

  private static final KeepAlivePolicy HASTY =
      KeepAlivePolicy.DEFAULT
          .withProbe(KeepAlivePolicy.Probe.STUN)
          .withDatagrams(Duration.ofMillis(500), Duration.ofMillis(600))
          .withStreams(Duration.ofMillis(500), Duration.ofMillis(600))
          .withPongWithin(Duration.ofSeconds(2));

  private NatInside() {}

  /**
   * Registers each telephone, and says so.
   *
   * @throws InterruptedException never
   */
  public static void main(String[] arguments) throws InterruptedException {
    for (var user : Nat.USERS) {
      var transport = user.substring(0, 3);
      var endpoint =
          Endpoint.start(
              EndpointOptions.builder()
                  .listen(Listen.sip(Nat.INSIDE, 0))
                  .aor("sip:" + user + "@" + Nat.OUTSIDE)
                  .nat(NatPolicy.DEFAULT.keepAlive(HASTY))
                  .build());
      endpoint.onCall(Phones.ANSWER);
      var registrar = RegistrationOptions.at("sip:" + Nat.OUTSIDE + ";transport=" + transport);
      var registration =
          endpoint.register(
              user.equals(transport)
                  ? registrar
                  : registrar.instance("urn:uuid:" + UUID.randomUUID()).outbound());
      System.out.println(user + " registered: " + registration.outcome().await());
    }
    Thread.currentThread().join();
  }
}
