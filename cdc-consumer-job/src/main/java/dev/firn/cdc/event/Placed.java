package dev.firn.cdc.event;

/** What has a place of its own in a topic, whether it can be applied or not. */
public interface Placed {

  EventPlace place();
}
