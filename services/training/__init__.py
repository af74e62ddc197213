"""Courses, workshops and talks: activities, their days, the people in them, and who came."""
