package org.offhook;

import java.util.function.UnaryOperator;
import org.offhook.sdp.RtpMap;
import org.offhook.sdp.SessionDescription;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;

/** The usual people of call tests: alice's endpoint at 10.0.0.1, phones and endpoints beside it. */
public final class Scene {

  /** What alice offers or answers with. */
  public static final SessionDescription SDP =
      SessionDescription.audio("10.0.0.1", 30000, RtpMap.PCMU);

  private Scene() {}

  /** Alice at 10.0.0.1. */
  public static Endpoint alice(SimWorld world) throws InterruptedException {
    return alice(world, options -> options);
  }

  /** Alice with other options. */
  public static Endpoint alice(SimWorld world, UnaryOperator<EndpointOptions.Builder> edit)
      throws InterruptedException {
    return endpoint(world, "alice", "10.0.0.1", edit);
  }

  /** An endpoint with UDP and TCP on port 5060. */
  public static Endpoint endpoint(
      SimWorld world, String name, String address, UnaryOperator<EndpointOptions.Builder> edit)
      throws InterruptedException {
    return endpoint(world.host(name, address), name, address, edit);
  }

  /** As the other one, on a host that is there already. */
  public static Endpoint endpoint(
      SimHost host, String name, String address, UnaryOperator<EndpointOptions.Builder> edit)
      throws InterruptedException {
    return Endpoint.start(
        edit.apply(
                EndpointOptions.builder()
                    .host(host)
                    .listen(Listen.sip(address, 5060))
                    .aor("sip:" + name + "@" + address))
            .build());
  }

  /** A phone, bob, at 10.0.0.2. */
  public static Phone bob(SimWorld world) throws InterruptedException {
    return new Phone(world, "bob", "10.0.0.2", "10.0.0.1");
  }

  /** A call of alice to bob with an offer. */
  public static OutgoingCall callBob(Endpoint alice) {
    return alice.call("sip:bob@10.0.0.2", SDP);
  }
}
