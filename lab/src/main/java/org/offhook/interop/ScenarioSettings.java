package org.offhook.interop;

import java.time.Duration;
import java.util.ArrayList;
import org.offhook.EndpointOptions;
import org.offhook.auth.CredentialStore;
import org.offhook.auth.Credentials;
import org.offhook.auth.DigestAlgorithm;
import org.offhook.auth.DigestVerifier;
import org.offhook.auth.UserSecrets;
import org.offhook.message.Method;
import org.offhook.ua.Capabilities;
import org.offhook.ua.EventPackage;
import org.offhook.ua.SessionTimers;

/** What the endpoint is started with where a scenario needs something of its own. */
final class ScenarioSettings {

  private static final String REALM = "interop.test";

  private ScenarioSettings() {}

  /** Adds what the scenario of this name needs. */
  static EndpointOptions.Builder add(String name, EndpointOptions.Builder builder) {
    return switch (name) {
      case "uac-auth", "uac-auth-wrong" -> guarded(builder);
      case "uac-publish", "uac-publish-412", "uac-subscribe" -> server(builder);
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

  /** Presence may be published and subscribed to. */
  private static EndpointOptions.Builder server(EndpointOptions.Builder builder) {
    var methods = new ArrayList<>(Capabilities.DEFAULT.allow());
    methods.add(Method.PUBLISH);
    return builder
        .capabilities(Capabilities.DEFAULT.withAllow(methods))
        .events(EventPackage.PRESENCE);
  }

  private static EndpointOptions.Builder guarded(EndpointOptions.Builder builder) {
    var users = CredentialStore.EMPTY.add(Credentials.password("sipp", REALM, "sipppw"));
    var verifier =
        DigestVerifier.builder(REALM, UserSecrets.of(users)).algorithms(DigestAlgorithm.MD5);
    return builder.authenticateIncoming(
        verifier, request -> request.method().equals(Method.INVITE));
  }
}
