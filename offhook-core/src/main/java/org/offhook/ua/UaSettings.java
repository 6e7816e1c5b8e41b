package org.offhook.ua;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.ChallengeChoice;
import org.offhook.auth.CredentialStore;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.Uri;

/**
 * What a user agent is and how it behaves: RFC 3261 §8. Immutable; a new one takes effect at once,
 * for what begins after it.
 */
public final class UaSettings {

  private final Builder from;

  private UaSettings(Builder builder) {
    this.from = new Builder(builder);
    from.capabilities = from.extensions.shown(from.capabilities);
  }

  /** Starts with the defaults. */
  public static Builder builder(NameAddr identity) {
    return new Builder(identity);
  }

  /** Starts with these settings. */
  public Builder toBuilder() {
    return new Builder(from);
  }

  /** Address of record and display name: From of requests, without tag. */
  public NameAddr identity() {
    return from.identity;
  }

  /** What is served and said to be, with the methods and option tags of the policies. */
  public Capabilities capabilities() {
    return from.capabilities;
  }

  /** Text of User-Agent and Server; empty writes neither. */
  public String product() {
    return from.product;
  }

  /** Whether a Request-URI names a user of this agent; else 404 (RFC 3261 §8.2.2.1). */
  public Predicate<Uri> servesUser() {
    return from.servesUser;
  }

  /** What challenges are answered with. */
  public CredentialStore credentials() {
    return from.credentials;
  }

  /** Who must prove who they are; null: nobody. */
  public @Nullable IncomingAuthentication incomingAuthentication() {
    return from.peers.authentication();
  }

  /** Preloaded Route of requests outside dialogs (RFC 3261 §8.1.1.1). */
  public List<NameAddr> outboundProxy() {
    return from.outboundProxy;
  }

  /** Who takes the automatic steps. */
  public AutomaticPolicy automatic() {
    return from.automatic;
  }

  /** How far redirections are followed. */
  public RedirectPolicy redirects() {
    return from.redirects;
  }

  /** Which extensions of calls are used. */
  public CallExtensions extensions() {
    return from.extensions;
  }

  /** What bounds calls. */
  public CallLimits calls() {
    return from.calls;
  }

  /**
   * Whether a request inside a dialog must come from the address that its last message came from or
   * went to; else 403. Default false: routes change (RFC 3261 §26.1.4).
   */
  public boolean pinsDialogs() {
    return from.peers.pinned();
  }

  /** Whose asserted identities are believed, and who is told some. */
  public PeerTrust trust() {
    return from.peers.trust();
  }

  /** Which of sip and sips is taken. */
  public SipsPolicy sips() {
    return from.peers.sips();
  }

  /** What may be subscribed to here. */
  public EventPolicy events() {
    return from.peers.events();
  }

  /** Who may do what with requests outside dialogs. */
  public AccessPolicy access() {
    return from.peers.guard().access();
  }

  /** How much strangers may cost. */
  public Limits limits() {
    return from.peers.guard().limits();
  }

  /** Which challenges are answered. */
  public ChallengeChoice challenges() {
    return from.peers.guard().challenges();
  }

  /** How peers are met. */
  private record Peers(
      @Nullable IncomingAuthentication authentication,
      boolean pinned,
      PeerTrust trust,
      EventPolicy events,
      SipsPolicy sips,
      Guard guard) {

    Peers guard(Guard other) {
      return new Peers(authentication, pinned, trust, events, sips, other);
    }

    Peers sips(SipsPolicy other) {
      return new Peers(authentication, pinned, trust, events, other, guard);
    }

    Peers events(EventPolicy other) {
      return new Peers(authentication, pinned, trust, other, sips, guard);
    }

    Peers trust(PeerTrust other) {
      return new Peers(authentication, pinned, other, events, sips, guard);
    }

    Peers pinned(boolean other) {
      return new Peers(authentication, other, trust, events, sips, guard);
    }

    Peers authentication(@Nullable IncomingAuthentication other) {
      return new Peers(other, pinned, trust, events, sips, guard);
    }
  }

  /** The user's last word on each request but ACK and CANCEL, just before it is sent. */
  public UnaryOperator<SipRequest> rewrite() {
    return from.rewrite;
  }

  /** Collects what {@link UaSettings} are made of; every value but the identity has a default. */
  public static final class Builder {

    private NameAddr identity;
    private Capabilities capabilities = Capabilities.DEFAULT;
    private String product = "";
    private Predicate<Uri> servesUser = uri -> true;
    private CredentialStore credentials = CredentialStore.EMPTY;
    private List<NameAddr> outboundProxy = List.of();
    private AutomaticPolicy automatic = AutomaticPolicy.ALL;
    private RedirectPolicy redirects = RedirectPolicy.DEFAULT;
    private CallLimits calls = CallLimits.DEFAULT;
    private CallExtensions extensions = CallExtensions.DEFAULT;
    private Peers peers =
        new Peers(
            null, false, PeerTrust.NOBODY, EventPolicy.DEFAULT, SipsPolicy.ALLOWED, Guard.DEFAULT);
    private UnaryOperator<SipRequest> rewrite = UnaryOperator.identity();

    private Builder(NameAddr identity) {
      this.identity = identity;
    }

    private Builder(Builder other) {
      this.identity = other.identity;
      this.capabilities = other.capabilities;
      this.product = other.product;
      this.servesUser = other.servesUser;
      this.credentials = other.credentials;
      this.outboundProxy = other.outboundProxy;
      this.automatic = other.automatic;
      this.redirects = other.redirects;
      this.calls = other.calls;
      this.extensions = other.extensions;
      this.peers = other.peers;
      this.rewrite = other.rewrite;
    }

    /** See {@link UaSettings#identity}. */
    public Builder identity(NameAddr value) {
      this.identity = value;
      return this;
    }

    /** See {@link UaSettings#capabilities}. */
    public Builder capabilities(Capabilities value) {
      this.capabilities = value;
      return this;
    }

    /** See {@link UaSettings#product}. */
    public Builder product(String value) {
      this.product = value;
      return this;
    }

    /** See {@link UaSettings#servesUser}. */
    public Builder servesUser(Predicate<Uri> value) {
      this.servesUser = value;
      return this;
    }

    /** See {@link UaSettings#credentials}. */
    public Builder credentials(CredentialStore value) {
      this.credentials = value;
      return this;
    }

    /** See {@link UaSettings#incomingAuthentication}. */
    public Builder incomingAuthentication(@Nullable IncomingAuthentication value) {
      this.peers = peers.authentication(value);
      return this;
    }

    /** See {@link UaSettings#outboundProxy}. */
    public Builder outboundProxy(List<NameAddr> value) {
      this.outboundProxy = List.copyOf(value);
      return this;
    }

    /** See {@link UaSettings#automatic}. */
    public Builder automatic(AutomaticPolicy value) {
      this.automatic = value;
      return this;
    }

    /** See {@link UaSettings#redirects}. */
    public Builder redirects(RedirectPolicy value) {
      this.redirects = value;
      return this;
    }

    /** See {@link UaSettings#calls}. */
    public Builder calls(CallLimits value) {
      this.calls = value;
      return this;
    }

    /** See {@link UaSettings#extensions}. */
    public Builder extensions(CallExtensions value) {
      this.extensions = value;
      return this;
    }

    /** See {@link UaSettings#pinsDialogs}. */
    public Builder pinsDialogs(boolean value) {
      this.peers = peers.pinned(value);
      return this;
    }

    /** See {@link UaSettings#sips}. */
    public Builder sips(SipsPolicy value) {
      this.peers = peers.sips(value);
      return this;
    }

    /** See {@link UaSettings#trust}. */
    public Builder trust(PeerTrust value) {
      this.peers = peers.trust(value);
      return this;
    }

    /** See {@link UaSettings#events}. */
    public Builder events(EventPolicy value) {
      this.peers = peers.events(value);
      return this;
    }

    /** What protects the agent; {@link AccessPolicy#pinned} pins dialogs. */
    public Builder guard(Guard value) {
      this.peers = peers.guard(value).pinned(value.access().pinned());
      return this;
    }

    /** See {@link UaSettings#rewrite}. */
    public Builder rewrite(UnaryOperator<SipRequest> value) {
      this.rewrite = value;
      return this;
    }

    /** The settings. */
    public UaSettings build() {
      return new UaSettings(this);
    }
  }
}
