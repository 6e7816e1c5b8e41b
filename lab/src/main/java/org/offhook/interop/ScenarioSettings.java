package org.offhook.interop;

import java.time.Duration;
import org.offhook.EndpointOptions;
import org.offhook.auth.CredentialStore;
import org.offhook.auth.Credentials;
import org.offhook.auth.DigestAlgorithm;
import org.offhook.auth.DigestVerifier;
import org.offhook.auth.UserSecrets;
import org.offhook.message.Method;
import org.offhook.ua.SessionTimers;

/** What the endpoint is started with where a scenario needs something of its own. */
final class ScenarioSettings {

  private static final String REALM = "interop.test";

  private ScenarioSettings() {}

  /** Adds what the scenario of this name needs. */
  static EndpointOptions.Builder add(String name, EndpointOptions.Builder builder) {
    return switch (name) {
      case "uac-auth", "uac-auth-wrong" -> guarded(builder);
      case "uas-auth-loop" -> builder.credentials("sipp", "certainly-wrong");
      case "uas-session-422" ->
          builder.sessionTimers(SessionTimers.DEFAULT.withInterval(Duration.ofMinutes(5)));
      case "uas-session-refresh" ->
          builder.sessionTimers(
              SessionTimers.DEFAULT.withMinimumBelowFloor(Duration.ofSeconds(10)));
      case "uas-silent" ->
          builder.timers(Duration.ofMillis(200), Duration.ofSeconds(4), Duration.ofSeconds(5));
      default -> name.startsWith("uas-") ? builder.credentials("sipp", "sipppw") : builder;
    };
  }

  private static EndpointOptions.Builder guarded(EndpointOptions.Builder builder) {
    var users = CredentialStore.EMPTY.add(Credentials.password("sipp", REALM, "sipppw"));
    var verifier =
        DigestVerifier.builder(REALM, UserSecrets.of(users)).algorithms(DigestAlgorithm.MD5);
    return builder.authenticateIncoming(
        verifier, request -> request.method().equals(Method.INVITE));
  }
}
