package main

func init() { zoneRecords = 1000 }
