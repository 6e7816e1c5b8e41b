package org.offhook;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Contact;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;

/**
 * What a registration is made with (RFC 3261 §10.2). Immutable; each method gives a changed copy.
 *
 * <pre>{@code
 * endpoint.register(RegistrationOptions.at("sip:example.com").expires(Duration.ofMinutes(10)));
 * }</pre>
 */
public final class RegistrationOptions {

  private final SipUri registrar;
  private @Nullable Uri aor;
  private Duration expires = Duration.ofHours(1);
  private List<Contact> contacts = List.of();
  private List<HeaderRow> headers = List.of();
  private @Nullable Uri nextHop;
  private boolean keptOnClose;

  private RegistrationOptions(SipUri registrar) {
    if (registrar.user().isPresent()) {
      throw new IllegalArgumentException(
          "a registrar is a domain, without a user part: sip:" + registrar.host());
    }
    this.registrar = registrar;
  }

  /**
   * At a registrar, such as {@code sip:example.com}.
   *
   * @throws IllegalArgumentException if that is no SIP URI or has a user part
   */
  public static RegistrationOptions at(String registrar) {
    return new RegistrationOptions(SipUri.parse(registrar));
  }

  private RegistrationOptions copy() {
    var copy = new RegistrationOptions(registrar);
    copy.aor = aor;
    copy.expires = expires;
    copy.contacts = contacts;
    copy.headers = headers;
    copy.nextHop = nextHop;
    copy.keptOnClose = keptOnClose;
    return copy;
  }

  /** The address of record, in place of the endpoint's own. */
  public RegistrationOptions aor(String uri) {
    var copy = copy();
    copy.aor = Uri.parse(uri);
    return copy;
  }

  /** The lifetime to ask for, in whole seconds; default one hour. The registrar decides. */
  public RegistrationOptions expires(Duration lifetime) {
    if (lifetime.toSeconds() < 1) {
      throw new IllegalArgumentException("a lifetime of " + lifetime + " is no registration");
    }
    var copy = copy();
    copy.expires = lifetime;
    return copy;
  }

  /** The contacts to bind, in place of the endpoint's own. */
  public RegistrationOptions contacts(List<Contact> bindings) {
    var copy = copy();
    copy.contacts = List.copyOf(bindings);
    return copy;
  }

  /** One more header row in each REGISTER. */
  public RegistrationOptions header(String name, String value) {
    var copy = copy();
    copy.headers = HeaderRow.plus(headers, new HeaderRow(name, value));
    return copy;
  }

  /** Where to send the REGISTER, whatever the registrar's URI and the outbound proxy say. */
  public RegistrationOptions nextHop(String uri) {
    var copy = copy();
    copy.nextHop = Uri.parse(uri);
    return copy;
  }

  /** Leaves the binding at the registrar when the endpoint closes, until it expires. */
  public RegistrationOptions keepOnClose() {
    var copy = copy();
    copy.keptOnClose = true;
    return copy;
  }

  SipUri registrar() {
    return registrar;
  }

  @Nullable Uri aor() {
    return aor;
  }

  Duration expires() {
    return expires;
  }

  List<Contact> contacts() {
    return contacts;
  }

  List<HeaderRow> headers() {
    return headers;
  }

  @Nullable Uri nextHop() {
    return nextHop;
  }

  boolean keptOnClose() {
    return keptOnClose;
  }
}
