package org.offhook.ua;

import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.DigestSession;
import org.offhook.dialog.Dialog;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Uri;
import org.offhook.transport.Flow;

/**
 * A request and how it is to be sent: input of {@link RequestSender} (RFC 3261 §8.1). Immutable.
 */
public final class Outgoing {

  /** Completes a request when it is known what it travels on, for each attempt. */
  @FunctionalInterface
  public interface Completion {

    /** The request with what depends on the flow, such as Contact. */
    SipRequest complete(SipRequest request, Flow flow);
  }

  /** Turns a refusal into a better request. */
  @FunctionalInterface
  public interface Repair {

    /**
     * The request to send instead, with the same CSeq (the sender gives it the next one), or null
     * if this refusal is final.
     */
    @Nullable SipRequest repair(SipResponse refusal, SipRequest asSent);
  }

  private final SipRequest request;
  private final @Nullable Uri nextHop;
  private final @Nullable Dialog dialog;
  private final @Nullable DigestSession digest;
  private final @Nullable AutomaticPolicy automatic;
  private final @Nullable Completion completion;
  private final @Nullable Repair repair;
  private final @Nullable UnaryOperator<SipRequest> rewrite;
  private final boolean insists;
  private final @Nullable InetSocketAddress preferred;
  private final boolean leavesFaultyServers;
  private final boolean sparing;

  private Outgoing(Builder builder) {
    this.request = builder.request;
    this.nextHop = builder.nextHop;
    this.dialog = builder.dialog;
    this.digest = builder.digest;
    this.automatic = builder.automatic;
    this.completion = builder.completion;
    this.repair = builder.repair;
    this.rewrite = builder.rewrite;
    this.insists = builder.insists;
    this.preferred = builder.preferred;
    this.leavesFaultyServers = builder.leavesFaultyServers;
    this.sparing = builder.sparing;
  }

  /** A request without Via, complete but for Contact and credentials. */
  public static Builder of(SipRequest request) {
    return new Builder(request);
  }

  /** The same with another request. */
  Outgoing with(SipRequest other) {
    var copy = new Builder(other);
    copy.nextHop = nextHop;
    copy.dialog = dialog;
    copy.digest = digest;
    copy.automatic = automatic;
    copy.completion = completion;
    copy.repair = repair;
    copy.rewrite = rewrite;
    copy.insists = insists;
    return copy.build();
  }

  SipRequest request() {
    return request;
  }

  @Nullable Uri nextHop() {
    return nextHop;
  }

  @Nullable Dialog dialog() {
    return dialog;
  }

  @Nullable DigestSession digest() {
    return digest;
  }

  @Nullable AutomaticPolicy automatic() {
    return automatic;
  }

  @Nullable Completion completion() {
    return completion;
  }

  @Nullable Repair repair() {
    return repair;
  }

  @Nullable UnaryOperator<SipRequest> rewrite() {
    return rewrite;
  }

  boolean insists() {
    return insists;
  }

  @Nullable InetSocketAddress preferred() {
    return preferred;
  }

  boolean leavesFaultyServers() {
    return leavesFaultyServers;
  }

  boolean sparing() {
    return sparing;
  }

  /** Collects what an {@link Outgoing} is made of. */
  public static final class Builder {

    private final SipRequest request;
    private @Nullable Uri nextHop;
    private @Nullable Dialog dialog;
    private @Nullable DigestSession digest;
    private @Nullable AutomaticPolicy automatic;
    private @Nullable Completion completion;
    private @Nullable Repair repair;
    private @Nullable UnaryOperator<SipRequest> rewrite;
    private boolean insists;
    private @Nullable InetSocketAddress preferred;
    private boolean leavesFaultyServers;
    private boolean sparing;

    private Builder(SipRequest request) {
      this.request = request;
    }

    /** Where to send it; default the dialog's next hop, else the first Route or Request-URI. */
    public Builder nextHop(@Nullable Uri uri) {
      this.nextHop = uri;
      return this;
    }

    /**
     * The server to try first among those of one rank (RFC 3263 §4.2); without effect if the next
     * hop does not lead there. Default: none.
     */
    public Builder preferred(@Nullable InetSocketAddress server) {
      this.preferred = server;
      return this;
    }

    /**
     * Whether 408 and every 5xx lead on to the next server, as 503 always does. Default: they end
     * the search.
     */
    public Builder leavesFaultyServers() {
      this.leavesFaultyServers = true;
      return this;
    }

    /**
     * Whether a peer that did not prove who it is named where it goes: over UDP it leaves and is
     * repeated within {@link Limits#repeats} (RFC 3261 §26.3.2.4). Default: as RFC 3261 §17.1 says.
     */
    public Builder sparing(boolean yes) {
      this.sparing = yes;
      return this;
    }

    /** The dialog that it belongs to: gives retries their CSeq numbers. */
    public Builder dialog(Dialog within) {
      this.dialog = within;
      return this;
    }

    /** The credentials' state of its Call-ID; default a new one for this request alone. */
    public Builder digest(DigestSession session) {
      this.digest = session;
      return this;
    }

    /** Who takes the automatic steps for this request; default the agent's settings. */
    public Builder automatic(AutomaticPolicy policy) {
      this.automatic = policy;
      return this;
    }

    /** Default: adds Contact where the method needs one and there is none. */
    public Builder completion(Completion step) {
      this.completion = step;
      return this;
    }

    /** What to do about refusals that the sender itself cannot repair (422, 423, 413, 415 …). */
    public Builder repair(Repair step) {
      this.repair = step;
      return this;
    }

    /** The user's last word on each attempt, before the Via; default the agent's settings. */
    public Builder rewrite(@Nullable UnaryOperator<SipRequest> step) {
      this.rewrite = step;
      return this;
    }

    /** The caller insists on its Require: a 420 is not repaired by leaving tags out. */
    public Builder insists(boolean yes) {
      this.insists = yes;
      return this;
    }

    /** The value. */
    public Outgoing build() {
      return new Outgoing(this);
    }
  }
}
