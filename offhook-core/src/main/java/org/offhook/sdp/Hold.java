package org.offhook.sdp;

import java.util.ArrayList;
import java.util.function.UnaryOperator;

/** Putting a unicast stream on hold: RFC 3264 section 8.4. */
final class Hold {

  private Hold() {}

  static SessionDescription apply(SessionDescription wanted) {
    return redirect(wanted, Direction::held);
  }

  static SessionDescription resume(SessionDescription held) {
    return redirect(held, d -> Direction.of(d.sends(), true));
  }

  private static SessionDescription redirect(
      SessionDescription description, UnaryOperator<Direction> change) {
    var media = new ArrayList<MediaDescription>();
    for (var medium : description.media()) {
      var direction = description.direction(medium);
      boolean touched = isLiveRtp(description, medium) && change.apply(direction) != direction;
      media.add(touched ? medium.withDirection(change.apply(direction)) : medium);
    }
    return description.withMedia(media);
  }

  /** The direction that a peer's medium really has, with the old form of hold understood. */
  static Direction effective(SessionDescription description, MediaDescription medium) {
    var direction = description.direction(medium);
    return isOldHold(description, medium) ? direction.held() : direction;
  }

  /**
   * Whether the connection says hold. With ICE or in a bundle the unspecified address only says
   * that the real one comes another way (RFC 8839 section 4.3.1.1, RFC 9143 section 7.2.1).
   */
  private static boolean isOldHold(SessionDescription description, MediaDescription medium) {
    boolean elsewhere =
        medium.has("ice-ufrag")
            || medium.has("candidate")
            || description.attribute("ice-ufrag").isPresent()
            || description.isBundled(medium);
    return !elsewhere
        && description.connection(medium).map(Connection::isUnspecified).orElse(false);
  }

  static boolean isHeld(SessionDescription remote, MediaDescription medium) {
    return isLiveRtp(remote, medium) && !effective(remote, medium).receives();
  }

  static boolean isHeld(SessionDescription remote) {
    boolean live = false;
    for (var medium : remote.media()) {
      if (isLiveRtp(remote, medium)) {
        live = true;
        if (!isHeld(remote, medium)) {
          return false;
        }
      }
    }
    return live;
  }

  private static boolean isLiveRtp(SessionDescription description, MediaDescription medium) {
    return medium.isRtp() && !description.isRefused(medium);
  }
}
