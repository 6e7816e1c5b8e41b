package org.offhook;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.NameAddr;
import org.offhook.message.Uri;

/**
 * What a peer is asked to do by REFER (RFC 3515): call somebody else. Immutable; each method gives
 * a changed copy.
 *
 * <pre>{@code
 * call.transfer(ReferOptions.to("sip:carol@example.com").keepCall());
 * }</pre>
 */
public final class ReferOptions implements OutgoingOptions<ReferOptions> {

  private final @Nullable Uri target;
  private final @Nullable Call other;
  private @Nullable Uri peer;
  private @Nullable NameAddr from;
  private @Nullable NameAddr referredBy;
  private @Nullable Call proof;
  private @Nullable Uri nextHop;
  private List<HeaderRow> headers = List.of();
  private @Nullable String callId;
  private boolean unreported;
  private boolean keepsCall;

  private ReferOptions(@Nullable Uri target, @Nullable Call other) {
    this.target = target;
    this.other = other;
  }

  /**
   * To turn to {@code target}: a URI of any scheme; with {@code ;method=} to send it another
   * request than INVITE.
   *
   * @throws IllegalArgumentException if that is no URI
   */
  public static ReferOptions to(String target) {
    return new ReferOptions(Uri.parse(target), null);
  }

  /**
   * To take this side's place in another call, by Replaces (RFC 3891). It must be up, in whatever
   * endpoint.
   */
  public static ReferOptions to(Call other) {
    return new ReferOptions(null, other);
  }

  private ReferOptions copy() {
    var copy = new ReferOptions(target, other);
    copy.peer = peer;
    copy.from = from;
    copy.referredBy = referredBy;
    copy.proof = proof;
    copy.nextHop = nextHop;
    copy.headers = headers;
    copy.callId = callId;
    copy.unreported = unreported;
    copy.keepsCall = keepsCall;
    return copy;
  }

  /** Who is asked; for {@link Endpoint#refer}, since a call knows its peer. */
  public ReferOptions at(String uri) {
    var copy = copy();
    copy.peer = Uri.parse(uri);
    return copy;
  }

  /**
   * The Call-ID of the REFER and of the dialog that its report makes; for {@link Endpoint#refer}.
   * Default: a new one. Without effect in a call.
   *
   * @throws IllegalArgumentException if it is no Call-ID
   */
  public ReferOptions callId(String id) {
    var copy = copy();
    copy.callId = CallIds.checked(id);
    return copy;
  }

  @Nullable String callId() {
    return callId;
  }

  /**
   * Who sends it, in place of the endpoint's own address of record; for {@link Endpoint#refer},
   * without effect in a call. It is also who asks, unless {@link #referredBy(NameAddr)} says that.
   */
  @Override
  public ReferOptions from(NameAddr sender) {
    var copy = copy();
    copy.from = sender.without("tag");
    return copy;
  }

  @Nullable NameAddr from() {
    return from;
  }

  /** Who asks (RFC 3892), in place of this side's own address. */
  public ReferOptions referredBy(NameAddr referrer) {
    var copy = copy();
    copy.referredBy = referrer;
    return copy;
  }

  /** Names a call with the one who is asked as proof of the right to ask (RFC 4538). */
  public ReferOptions targetDialog(Call call) {
    var copy = copy();
    copy.proof = call;
    return copy;
  }

  /** Asks for no report (RFC 4488); a peer that does not know that reports all the same. */
  public ReferOptions unreported() {
    var copy = copy();
    copy.unreported = true;
    return copy;
  }

  /** No call is hung up by this side when the transfer has succeeded. */
  public ReferOptions keepCall() {
    var copy = copy();
    copy.keepsCall = true;
    return copy;
  }

  /** One more header row in the REFER. */
  @Override
  public ReferOptions header(String name, String value) {
    var copy = copy();
    copy.headers = HeaderRow.plus(headers, new HeaderRow(name, value));
    return copy;
  }

  /** Where to send it, whatever its routing headers say; for {@link Endpoint#refer}. */
  @Override
  public ReferOptions nextHop(String uri) {
    var copy = copy();
    copy.nextHop = Uri.parse(uri);
    return copy;
  }

  @Nullable Uri target() {
    return target;
  }

  @Nullable Call other() {
    return other;
  }

  @Nullable Uri peer() {
    return peer;
  }

  @Nullable NameAddr referredBy() {
    return referredBy;
  }

  @Nullable Call proof() {
    return proof;
  }

  @Nullable Uri nextHop() {
    return nextHop;
  }

  List<HeaderRow> headers() {
    return headers;
  }

  boolean isUnreported() {
    return unreported;
  }

  boolean keepsCall() {
    return keepsCall;
  }

  @Override
  public String toString() {
    return "refer to " + (target != null ? target : other);
  }
}
