package org.offhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.message.Uri;

/**
 * How a registration attempt ended (RFC 3261 §10.2.4 to §10.2.8).
 *
 * <pre>{@code
 * switch (endpoint.register("sip:example.com").outcome().await()) {
 *   case RegistrationOutcome.Registered r -> System.out.println("for " + r.granted());
 *   case RegistrationOutcome.Unregistered u -> System.out.println("no binding any more");
 *   case RegistrationOutcome.Refused r -> System.out.println("refused: " + r.status());
 *   case RegistrationOutcome.Failed f -> System.out.println("failed: " + f.reason());
 * }
 * }</pre>
 */
public sealed interface RegistrationOutcome extends Outcome {

  /**
   * The next hops that the REGISTER tried in vain, in order, each with why it failed, such as
   * {@code udp:192.0.2.7:5060: no answer in time}; empty if the first one answered (RFC 3263 §4.3).
   */
  List<String> tried();

  /** The registrar holds this endpoint's binding. */
  final class Registered extends SentOutcome implements RegistrationOutcome {
    private final SipResponse response;
    private final Duration granted;
    private final List<Contact> bindings;
    private final @Nullable Uri publicGruu;
    private final @Nullable Uri temporaryGruu;

    Registered(
        SipResponse response,
        Duration granted,
        List<Contact> bindings,
        Gruus gruus,
        List<String> tried) {
      super(true, "registered for " + granted.toSeconds() + " s", tried);
      this.response = response;
      this.granted = granted;
      this.bindings = bindings;
      this.publicGruu = gruus.lasting();
      this.temporaryGruu = gruus.temporary();
    }

    /** What the registrar gave to this instance. */
    record Gruus(@Nullable Uri lasting, @Nullable Uri temporary) {}

    /** The 200. */
    public SipResponse response() {
      return response;
    }

    /** For how long; the library refreshes it in time. */
    public Duration granted() {
      return granted;
    }

    /** All bindings of the address of record, this endpoint's and others'. */
    public List<Contact> bindings() {
      return bindings;
    }

    /**
     * The proxies between the registrar and this endpoint, as the registrar saw them (RFC 3327).
     */
    public List<NameAddr> path() {
      return response.headers().all(HeaderName.PATH);
    }

    /**
     * The home proxies that requests of this address of record visit (RFC 3608); the library puts
     * them into Route by itself.
     */
    public List<NameAddr> serviceRoute() {
      return response.headers().all(HeaderName.SERVICE_ROUTE);
    }

    /** The URI that reaches this very instance from anywhere (RFC 5627), if one was given. */
    public Optional<Uri> publicGruu() {
      return Optional.ofNullable(publicGruu);
    }

    /** One that does not tell the address of record, for calls without a name. */
    public Optional<Uri> temporaryGruu() {
      return Optional.ofNullable(temporaryGruu);
    }

    /** Whether the registrar sends requests back by the flow of the registration (RFC 5626). */
    public boolean outbound() {
      return response.headers().all(HeaderName.REQUIRE).stream()
          .anyMatch("outbound"::equalsIgnoreCase);
    }
  }

  /** The binding was removed, as asked. */
  final class Unregistered extends SentOutcome implements RegistrationOutcome {
    Unregistered() {
      super(true, "unregistered", List.of());
    }
  }

  /** The registrar refused; by its kind the library tries again later or has given up. */
  final class Refused extends SentOutcome implements RegistrationOutcome {
    private final SipResponse response;

    Refused(SipResponse response, String reason, List<String> tried) {
      super(false, reason, tried);
      this.response = response;
    }

    /** The status, such as 403. */
    public Status status() {
      return response.status();
    }

    /** The whole answer. */
    public SipResponse response() {
      return response;
    }
  }

  /** No answer, or no way to the registrar, or an answer that makes no sense. */
  final class Failed extends SentOutcome implements RegistrationOutcome {
    private final boolean timeout;

    Failed(String reason) {
      this(reason, false, List.of());
    }

    Failed(String reason, boolean timeout, List<String> tried) {
      super(false, reason, tried);
      this.timeout = timeout;
    }

    /** Whether the registrar just did not answer. */
    public boolean isTimeout() {
      return timeout;
    }
  }
}
