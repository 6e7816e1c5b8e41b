package org.offhook.sdp;

import java.util.ArrayList;
import java.util.List;

/** Reads the result off an offer and its answer: RFC 3264 sections 6.1 and 7. */
final class Negotiation {

  private final SessionDescription local;
  private final SessionDescription remote;
  private final boolean localOffered;

  private Negotiation(SessionDescription local, SessionDescription remote, boolean localOffered) {
    this.local = local;
    this.remote = remote;
    this.localOffered = localOffered;
  }

  static Negotiated of(SessionDescription local, SessionDescription remote, boolean localOffered) {
    var negotiation = new Negotiation(local, remote, localOffered);
    var media = new ArrayList<NegotiatedMedium>();
    int count = Math.min(local.media().size(), remote.media().size());
    for (int i = 0; i < count; i++) {
      var own = local.media().get(i);
      var peer = remote.media().get(i);
      boolean agreed =
          !local.isRefused(own)
              && !remote.isRefused(peer)
              && own.type().equalsIgnoreCase(peer.type());
      if (agreed) {
        media.add(negotiation.medium(i));
      }
    }
    return new Negotiated(media);
  }

  private NegotiatedMedium medium(int index) {
    var own = local.media().get(index);
    var peer = remote.media().get(index);
    var offered = localOffered ? own : peer;
    var answered = localOffered ? peer : own;
    var sending = new ArrayList<MediaFormat>();
    var receiving = new ArrayList<MediaFormat>();
    // The keys are the formats of the answer, so its order counts; the two sides may number the
    // same codec differently (RFC 3264 section 5.1).
    for (var pair : FormatChoice.of(answered, offered, false).pairs().entrySet()) {
      String ownFormat = localOffered ? pair.getValue() : pair.getKey();
      String peerFormat = localOffered ? pair.getKey() : pair.getValue();
      receiving.add(MediaFormat.of(own, ownFormat));
      sending.add(MediaFormat.of(peer, peerFormat));
    }
    var direction = Hold.effective(local, own).and(Hold.effective(remote, peer).reverse());
    return new NegotiatedMedium(
        index, own, peer, direction, end(local, own, receiving), end(remote, peer, sending));
  }

  private static MediaEnd end(
      SessionDescription description, MediaDescription medium, List<MediaFormat> formats) {
    String address = description.connection(medium).map(Connection::address).orElse("");
    return new MediaEnd(address, medium.port(), formats);
  }
}
