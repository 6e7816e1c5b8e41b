package org.offhook.cli;

import org.jspecify.annotations.Nullable;
import org.offhook.RegistrationOptions;
import picocli.CommandLine.Option;

/** How a registration is known to its registrar (RFC 5626, RFC 5627). */
final class FlowChoice {

  @Option(
      names = "--instance",
      paramLabel = "URN",
      description = "Name of this device, always the same: urn:uuid:… or a UUID.")
  @Nullable String instance;

  @Option(
      names = "--outbound",
      description = "Ask the registrar to send calls back by the registration's own flow.")
  boolean outbound;

  RegistrationOptions addTo(RegistrationOptions wanted) {
    if (instance == null) {
      if (outbound) {
        throw Failure.usage("--outbound needs --instance, as urn:uuid:… that stays the same");
      }
      return wanted;
    }
    var urn = instance;
    var named = Input.of(() -> wanted.instance(urn));
    return outbound ? named.outbound() : named;
  }
}
