// The MQTT client of Eclipse Mosquitto.
#pragma once
#include <mosquitto.h>
