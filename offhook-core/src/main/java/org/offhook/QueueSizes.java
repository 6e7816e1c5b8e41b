package org.offhook;

/**
 * How large queues of events may grow; an event that finds no room is dropped and counted. Any
 * thread; immutable.
 *
 * <pre>{@code
 * EndpointOptions.builder().queues(new QueueSizes(50_000, 64))
 * }</pre>
 *
 * @param endpointEvents events that wait in {@link Endpoint#events()}; default 10,000
 * @param callEvents events that wait in a {@link Call#events()}; default 64
 */
public record QueueSizes(int endpointEvents, int callEvents) {

  /** The defaults as above. */
  public static final QueueSizes DEFAULT = new QueueSizes(10_000, 64);

  /** Checks that there is room. */
  public QueueSizes {
    if (endpointEvents < 1 || callEvents < 1) {
      throw new IllegalArgumentException("an event queue needs room for at least one event");
    }
  }
}
