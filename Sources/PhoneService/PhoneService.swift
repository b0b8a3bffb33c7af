// PhoneService
