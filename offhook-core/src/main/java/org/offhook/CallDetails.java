package org.offhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.offhook.message.BodyPart;
import org.offhook.message.CallInfo;
import org.offhook.message.ContactPreference;
import org.offhook.message.Diversion;
import org.offhook.message.Features;
import org.offhook.message.HeaderName;
import org.offhook.message.HistoryEntry;
import org.offhook.message.MediaType;
import org.offhook.message.Multipart;
import org.offhook.message.NameAddr;
import org.offhook.message.Privacy;
import org.offhook.message.Reason;
import org.offhook.message.RequestDisposition;
import org.offhook.message.SipRequest;

/**
 * What an INVITE tells beside who calls and with which media: RFC 3261 §20, and the fields that
 * gateways and telephone systems add. All of it is the sender's own text; nothing that a URI names
 * is ever fetched. What cannot be read is not there.
 *
 * <pre>{@code
 * endpoint.onCall(call -> {
 *   var details = call.details();
 *   if (details.priority().equals("emergency") || details.answerAfter().isPresent()) {
 *     call.answer(sdp);
 *   }
 * });
 * }</pre>
 */
public final class CallDetails {

  private final SipRequest invite;

  CallDetails(SipRequest invite) {
    this.invite = invite;
  }

  /** What the call is about. */
  public Optional<String> subject() {
    return text("Subject");
  }

  /** How urgent it is, in lower case; {@code normal} where it is not said. */
  public String priority() {
    return text("Priority").orElse("normal").toLowerCase(java.util.Locale.ROOT);
  }

  /** Whose organization calls. */
  public Optional<String> organization() {
    return text("Organization");
  }

  private Optional<String> text(String name) {
    return invite.headers().text(name).map(String::strip).filter(text -> !text.isEmpty());
  }

  /** Whom to call back. */
  public Optional<NameAddr> replyTo() {
    return invite.headers().get(HeaderName.REPLY_TO);
  }

  /** The Call-IDs of calls that this one returns. */
  public List<String> inReplyTo() {
    return invite.headers().all(HeaderName.IN_REPLY_TO);
  }

  /** How to ring: URIs of sounds, or {@code urn:alert:} names (RFC 7462). */
  public List<NameAddr> alertInfo() {
    return invite.headers().all(HeaderName.ALERT_INFO);
  }

  /** More about the caller. */
  public List<CallInfo> callInfo() {
    return CallInfo.all(invite);
  }

  /** After which time the caller wants the call answered by itself; see {@link CallInfo}. */
  public Optional<Duration> answerAfter() {
    return callInfo().stream().flatMap(info -> info.answerAfter().stream()).findFirst();
  }

  /** Who diverted the call, the last one first. */
  public List<Diversion> diversions() {
    return Diversion.all(invite);
  }

  /** The targets on its way here, in its order. */
  public List<HistoryEntry> history() {
    return HistoryEntry.all(invite);
  }

  /** The privacy that the caller asks for: who hides its identity wants it shown to nobody. */
  public Optional<Privacy> privacy() {
    return Privacy.of(invite);
  }

  /** Why it was sent here. */
  public List<Reason> reasons() {
    return Reason.all(invite);
  }

  /** What the caller's device can do. */
  public Features features() {
    return invite.headers().get(HeaderName.CONTACT).map(Features::of).orElse(Features.NONE);
  }

  /** Which devices the caller wants. */
  public List<ContactPreference> acceptContact() {
    return ContactPreference.accepted(invite);
  }

  /** Which devices the caller does not want. */
  public List<ContactPreference> rejectContact() {
    return ContactPreference.rejected(invite);
  }

  /** How the caller wants servers to handle the call. */
  public RequestDisposition requestDisposition() {
    return RequestDisposition.of(invite);
  }

  /**
   * The body of a type, alone or among several, such as {@code application/pidf+xml} with the
   * caller's place (RFC 6442 §3).
   */
  public Optional<BodyPart> body(MediaType type) {
    var whole = invite.contentType();
    if (invite.hasBody() && whole.isPresent() && type.matches(whole.get())) {
      return Optional.of(BodyPart.of(whole.get(), invite.body()));
    }
    return Multipart.of(invite).flatMap(parts -> parts.find(type));
  }

  @Override
  public String toString() {
    return "details of " + invite.startLine();
  }
}
