package org.offhook.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.RegistrationOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a command that serves calls registers, if it does. */
final class RegisterChoice {

  @Option(
      names = "--register",
      paramLabel = "URI",
      description = "Register --aor at this registrar as well.")
  @Nullable String registrar;

  @Mixin FlowChoice flow = new FlowChoice();

  Optional<RegistrationOptions> wanted() {
    var where = registrar;
    return where == null
        ? Optional.empty()
        : Optional.of(flow.addTo(Input.of(() -> RegistrationOptions.at(where))));
  }
}
