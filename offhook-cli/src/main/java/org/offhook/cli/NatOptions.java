package org.offhook.cli;

import org.jspecify.annotations.Nullable;
import org.offhook.EndpointOptions;
import org.offhook.transport.NatPolicy;
import picocli.CommandLine.Option;

/** How an endpoint is reached behind a NAT. */
final class NatOptions {

  @Option(
      names = "--public-address",
      paramLabel = "HOST[:PORT]",
      description = {
        "Address to show in Contact and Via to all peers; default: the local one, or as the",
        "registrar sees it."
      })
  @Nullable String publicAddress;

  @Option(
      names = "--stun",
      paramLabel = "HOST[:PORT]",
      description = "STUN server to ask for the public address; default port 3478.")
  @Nullable String stun;

  void addTo(EndpointOptions.Builder builder) {
    if (publicAddress != null || stun != null) {
      boolean fixed = publicAddress != null;
      builder.nat(
          Input.of(() -> NatPolicy.DEFAULT.publicAddress(publicAddress).stun(stun).always(fixed)));
    }
  }
}
