package org.offhook;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Contact;
import org.offhook.message.NameAddr;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;
import org.offhook.register.Instance;

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
  private @Nullable String callId;
  private @Nullable Uri nextHop;
  private boolean keptOnClose;
  private Device device = new Device(null, false, false, List.of());

  /** What is said of this instance and its flows. */
  private record Device(
      @Nullable String instance, boolean outbound, boolean gruu, List<NameAddr> proxies) {}

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
    copy.device = device;
    copy.callId = callId;
    return copy;
  }

  /**
   * The Call-ID of all its REGISTERs, best the same over restarts (RFC 3261 §10.2.4); flows beyond
   * the first one get it with their number. Default: a new one each time.
   *
   * @throws IllegalArgumentException if it is no Call-ID
   */
  public RegistrationOptions callId(String id) {
    var copy = copy();
    copy.callId = CallIds.checked(id);
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

  /**
   * The name of this instance of the endpoint, the same for ever and after restarts, as {@code
   * +sip.instance} of its Contact (RFC 5626 §4.1). Default: none.
   *
   * @param urn as {@code urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6}, or the UUID alone
   * @throws IllegalArgumentException if it is no URN
   */
  public RegistrationOptions instance(String urn) {
    var copy = copy();
    copy.device = new Device(Instance.urn(urn), device.outbound(), device.gruu(), device.proxies());
    return copy;
  }

  /**
   * Asks the registrar to send requests back by the very flow of the registration (outbound, RFC
   * 5626), which reaches endpoints behind NATs; needs an {@link #instance}. A registrar that does
   * not know it registers as always.
   *
   * <pre>{@code
   * endpoint.register(RegistrationOptions.at("sip:example.com")
   *     .instance("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6")
   *     .outbound("sip:edge1.example.com;transport=tcp", "sip:edge2.example.com;transport=tcp"));
   * }</pre>
   *
   * @param proxies the outbound proxy set: each gets a flow of its own, kept alive alone, so that
   *     one may fail; none: one flow, by the endpoint's outbound proxy or straight to the registrar
   * @throws IllegalArgumentException if one is no SIP URI
   */
  public RegistrationOptions outbound(String... proxies) {
    var loose = new ArrayList<NameAddr>();
    for (var proxy : proxies) {
      var uri = SipUri.parse(proxy);
      loose.add(NameAddr.of(uri.lr() ? uri : uri.with("lr", null)));
    }
    var copy = copy();
    copy.device = new Device(device.instance(), true, device.gruu(), List.copyOf(loose));
    return copy;
  }

  /**
   * Asks for URIs that reach this instance from anywhere (GRUU, RFC 5627) and, where they are
   * given, says them in the Contact of calls; needs an {@link #instance}. Default: no.
   */
  public RegistrationOptions gruu() {
    var copy = copy();
    copy.device = new Device(device.instance(), device.outbound(), true, device.proxies());
    return copy;
  }

  /** Checked on the caller's thread. */
  Instance device() {
    return new Instance(device.instance(), device.outbound() ? 1 : 0, null, device.gruu(), callId);
  }

  List<NameAddr> proxies() {
    return device.proxies();
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
