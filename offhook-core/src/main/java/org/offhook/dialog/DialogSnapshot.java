package org.offhook.dialog;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.offhook.message.Contact;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.message.Replaces;
import org.offhook.message.SipUri;
import org.offhook.message.Uri;

/**
 * The state of a dialog (RFC 3261 §12) at one moment, for diagnosis. Immutable.
 *
 * @param parties identifiers and the two URIs
 * @param state early, confirmed or terminated
 * @param sequence the CSeq numbers of both directions
 * @param routing where requests go
 * @param usages what lives in the dialog, as text
 */
public record DialogSnapshot(
    Dialog.Parties parties,
    Dialog.State state,
    Sequence sequence,
    Routing routing,
    List<String> usages) {

  /**
   * Whom somebody calls who shall take this side's place: the peer, with Replaces as the peer has
   * the tags (RFC 3891 §3, RFC 5589 §7). Empty if the peer has no SIP URI, or chose identifiers
   * that Replaces cannot carry.
   */
  public Optional<Uri> replacing() {
    if (!(routing.remoteTarget() instanceof SipUri peer)) {
      return Optional.empty();
    }
    var there = parties.id().otherEnd();
    try {
      var replaces = Replaces.of(there.callId(), there.localTag(), there.remoteTag());
      return Optional.of(
          peer.withoutHeaders().withHeader(HeaderName.REPLACES.name(), replaces.toString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * CSeq numbers of the last request of each direction.
   *
   * @param local of this side; 0 before its first request
   * @param lastRemote of the peer; -1 before its first request
   */
  public record Sequence(long local, long lastRemote) {

    /** The number of the peer's last request, empty before its first. */
    public OptionalLong remote() {
      return lastRemote < 0 ? OptionalLong.empty() : OptionalLong.of(lastRemote);
    }
  }

  /**
   * Where requests go and where this side wants them.
   *
   * @param remoteTarget the peer's Contact
   * @param routes the route set, first hop first
   * @param localContact this side's Contact, null if the peer was told none
   */
  public record Routing(Uri remoteTarget, List<NameAddr> routes, @Nullable Contact localContact) {}
}
